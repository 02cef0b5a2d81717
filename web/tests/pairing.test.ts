// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { requestApproval } from "@/features/auth/pairing";

interface Call {
  path: string;
  /** Seconds since the test began. */
  at: number;
}

const calls: Call[] = [];
let answers: (() => Response)[] = [];
const begun = new Date("2030-01-01T00:00:00Z");

const json = (status: number, body: object) => () => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const asked = (code: string) => json(200, { device_code: `secret of ${code}`, user_code: code, expires_in: 10, interval: 2 });
const refused = (error: string) => json(400, { detail: error, error });
const unreachable = () => { throw new TypeError("Failed to fetch"); };

beforeEach(() => {
  vi.useFakeTimers({ now: begun });
  calls.length = 0;
  vi.stubGlobal("fetch", (request: Request) => {
    calls.push({ path: new URL(request.url).pathname.replace("/api/v1/auth/device", ""), at: (Date.now() - begun.getTime()) / 1000 });
    return Promise.resolve().then(() => (answers.shift() ?? refused("authorization_pending"))());
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function run(seconds: number, ...queued: (() => Response)[]) {
  answers = queued;
  const stop = new AbortController();
  const shown: string[] = [];
  const outcome = requestApproval(stop.signal, (request) => { shown.push(request.user_code); }).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return { outcome, shown, stop };
}

test("it polls at the interval of the server, and longer where it is told to", async () => {
  const { outcome } = await run(20, asked("A"), refused("slow_down"), unreachable, json(200, { jwt: "x", expiry: "" }));
  expect(await outcome).toBe("approved");
  expect(calls.map((call) => call.at)).toEqual([0, 2, 9, 16]);
});

test("an expired request is followed by another one", async () => {
  const { outcome, shown } = await run(16, asked("A"), ...Array<() => Response>(5).fill(refused("authorization_pending")), asked("B"), refused("expired_token"), asked("C"), refused("access_denied"));
  expect(await outcome).toBe("denied");
  expect(shown).toEqual(["A", "B", "C"]);
});

test("nothing is sent any more once the page is left", async () => {
  const { outcome, stop } = await run(3, asked("A"));
  stop.abort();
  expect((await outcome) as Error).toHaveProperty("name", "AbortError");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls.length).toBe(2);
});

test("a server that takes no request says why", async () => {
  const { outcome } = await run(1, json(429, { detail: "Too many devices ask for approval." }));
  expect((await outcome) as Error).toHaveProperty("message", "Too many devices ask for approval.");
});
