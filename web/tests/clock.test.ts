import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { after, followClock, serverNow } from "@/lib/remote/clock";
import { socket as connection } from "@/lib/remote/socket";
import { FakeSocket } from "./fakeSocket";

const socket = () => FakeSocket.last as FakeSocket;
const pings = () => socket().sent.filter(({ type, id }) => type === "ping" && id !== undefined);

/** Answer the last ping, as a server whose clock shows `now` does. */
async function answer(now: number) {
  socket().say("pong", { now }, { re: pings().at(-1)?.id });
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  connection.start(vi.fn());
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("one loop measures after a reconnect, and none after the end, though pings were on their way", async () => {
  const stop = followClock();
  socket().onopen();
  socket().onopen(); // again, while a ping is on its way
  expect(pings()).toHaveLength(2);
  const [old] = pings();
  socket().say("pong", { now: 1 }, { re: old?.id });
  await answer(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(pings()).toHaveLength(3); // one loop
  stop();
  await answer(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pings()).toHaveLength(3);
});

test("a clock of this machine that is set moves nothing", async () => {
  const stop = followClock();
  socket().onopen();
  await answer(5_000);
  expect(serverNow()).toBeCloseTo(5_000, 1);
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(serverNow()).toBeCloseTo(5_000, 1);
  stop();
});

test("a sample that no round trip explains makes the earlier ones void", () => {
  const earlier = [{ offset: 10, trip: 0.01 }];
  expect(after(earlier, { offset: 10.2, trip: 0.5 })).toHaveLength(2);
  expect(after(earlier, { offset: 12, trip: 0.5 })).toEqual([{ offset: 12, trip: 0.5 }]);
});
