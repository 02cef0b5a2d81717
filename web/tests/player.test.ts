import { expect, test } from "vitest";
import { supportedCodecs } from "@/features/player/capabilities";
import { deviceName } from "@/lib/format";

test("only codecs that the browser plays are reported", () => {
  const chrome = supportedCodecs(
    (type) => /avc1\.(42|4D|64)|mp4a\.40|opus/.test(type),
    () => false,
  );
  expect(chrome).toContain('video/mp4; codecs="avc1.640033"');
  expect(chrome).toContain('audio/mp4; codecs="mp4a.40.2"');
  expect(chrome.join()).not.toMatch(/hvc1|ac-3|webm/);
  expect(supportedCodecs(() => false, () => false)).toEqual([]);
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iOS"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"],
  ["something else", "something else"],
])("a device's name", (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});
