import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { solve } from "@/lib/proofOfWork";
import { ago, bitRate, deviceName } from "@/lib/format";
import { active } from "@/features/library/Filters";
import { parseField } from "@/features/media/edit/EditMedia";

test("the solution is a counter whose hash has the prefix of the challenge", () => {
  const challenge = { parameters: { nonce: "00112233445566778899aabbccddeeff", salt: "ffeeddccbbaa99887766554433221100", keyPrefix: "00" }, signature: "s" };
  const { challenge: back, solution } = JSON.parse(atob(solve(challenge))) as { challenge: unknown; solution: { counter: number; derivedKey: string } };
  expect(back).toEqual(challenge);
  const counter = new Uint8Array(4);
  new DataView(counter.buffer).setUint32(0, solution.counter);
  const hash = bytesToHex(sha256(new Uint8Array([...hexToBytes(challenge.parameters.salt + challenge.parameters.nonce), ...counter])));
  expect(hash).toBe(solution.derivedKey);
  expect(hash.startsWith("00")).toBe(true);
});

test.each([
  [0, "just now"], [90, "1 minute ago"], [7200, "2 hours ago"], [90_000, "1 day ago"], [90 * 86_400, "3 months ago"],
])("%i seconds ago is %s", (passed, text) => {
  expect(ago(1_000_000_000 - passed, 1_000_000_000)).toBe(text);
});

test.each([
  [null, ""], [640_000, "640 kbit/s"], [4_200_000, "4.2 Mbit/s"],
])("%s bits a second are %s", (bits, text) => {
  expect(bitRate(bits)).toBe(text);
});

test.each([
  [null, "Unknown device"], ["python-httpx/0.28", "python-httpx"],
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"],
  ["Mozilla/5.0 (Linux; Android 12; BRAVIA 4K VH2) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "Chrome on Android TV"],
  ["Mozilla/5.0 (SMART-TV; LINUX; Tizen 5.5) AppleWebKit/537.36 (KHTML, like Gecko) Version/5.5 TV Safari/537.36", "Safari on Samsung TV"],
  ["Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 Chrome/79.0 Safari/537.36", "Chrome on LG TV"],
])("%s is called %s", (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});

test("active filters have labels, and each can be removed", () => {
  const list = { sort: "title", ascending: true, genre: "Drama", year_from: 1990, year_to: 1999, watched: false };
  expect(active(list).map((filter) => filter.label)).toEqual(["Drama", "1990s", "Unwatched"]);
  expect(active({ ...list, ...active(list)[1]?.without }).map((filter) => filter.label)).toEqual(["Drama", "Unwatched"]);
  expect(active({ sort: "year", ascending: false })).toEqual([]);
});

test.each([
  ["genres", "Drama, , Crime ", ["Drama", "Crime"]], ["year", "1999", 1999], ["year", "soon", "soon"], ["rating", "", null], ["title", "1984", "1984"],
])("%s written as %s", (name, text, value) => {
  expect(parseField(name, text)).toEqual(value);
});
