import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import type { Library } from "@/lib/api";
import { followChanges, outdated } from "@/lib/live";
import { socket as connection } from "@/lib/remote/socket";
import { FakeSocket } from "./fakeSocket";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start() {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  const queryClient = new QueryClient();
  const invalidate = vi.spyOn(queryClient, "invalidateQueries");
  const signedOut = vi.fn();
  const unfollow = followChanges(queryClient);
  connection.start(signedOut);
  const stop = () => {
    unfollow();
    connection.stop();
  };
  return { queryClient, invalidate, signedOut, stop, socket: () => FakeSocket.last as FakeSocket };
}

test("many messages cause one refetch", () => {
  const { invalidate, socket, stop } = start();
  socket().onopen();
  for (let time = 0; time < 50; time++) socket().say("media", { library_id: 1, ids: [time] });
  expect(invalidate).not.toHaveBeenCalled();
  vi.advanceTimersByTime(500);
  expect(invalidate.mock.calls.map(([filter]) => filter?.queryKey?.[0])).toEqual(outdated({ type: "media", data: {} }));
  stop();
  expect(socket().close).toHaveBeenCalled();
});

test("the progress of a scan is shown without a request", () => {
  const { queryClient, socket, stop } = start();
  queryClient.setQueryData(["libraries"], [{ id: 3, scan: null }, { id: 4, scan: null }] as Library[]);
  socket().say("scan", { library_id: 3, flag: "scan", state: "running", found: 10, done: 4, failed: 0 });
  const libraries = queryClient.getQueryData<Library[]>(["libraries"]);
  expect(libraries?.[0]?.scan?.done).toBe(4);
  expect(libraries?.[1]?.scan).toBeNull();
  stop();
});

test("a connection that was lost is opened again, from the last event on; everything is refetched where some are missing", () => {
  const { invalidate, socket, stop } = start();
  const first = socket();
  first.onopen();
  first.say("hello", {}, { seq: 7 });
  first.say("users", {}, { seq: 9 });
  first.onclose({ code: 1006 });
  vi.advanceTimersByTime(1_000);
  expect(socket()).not.toBe(first);
  socket().onopen();
  expect(socket().sent[0]).toEqual({ type: "hello", data: { since: 9 } });
  expect(invalidate).not.toHaveBeenCalledWith();
  socket().say("refresh");
  expect(invalidate).toHaveBeenCalledWith();
  stop();
});

test("a question is answered by the message that refers to it; a lost connection answers all", async () => {
  const { socket, stop } = start();
  socket().onopen();
  const asked = connection.ask("command", { player: 1, command: "pause" });
  const refused = connection.ask("command", { player: 1, command: "next" });
  const lost = connection.ask("command", { player: 1, command: "play" });
  const [one, two] = socket().sent.filter(({ type }) => type === "command");
  socket().say("result", { state: { state: "paused" } }, { re: one?.id });
  socket().say("error", { status: 409, detail: "Nothing comes after this." }, { re: two?.id });
  expect(await asked).toEqual({ state: { state: "paused" } });
  await expect(refused).rejects.toThrow("Nothing comes after this.");
  socket().onclose({ code: 1006 });
  await expect(lost).rejects.toThrow("The connection to the server was lost.");
  await expect(connection.ask("command", {})).rejects.toThrow("interrupted");
  stop();
});

test("a connection that says nothing for half a minute is taken for dead", () => {
  const { socket, stop } = start();
  socket().onopen();
  vi.advanceTimersByTime(13_000);
  expect(socket().sent.map(({ type }) => type)).toContain("ping");
  socket().say("pong");
  vi.advanceTimersByTime(26_000);
  expect(socket().close).not.toHaveBeenCalled();
  vi.advanceTimersByTime(30_000);
  expect(socket().close).toHaveBeenCalled();
  stop();
});

test("the end of the session is reported, and not retried", () => {
  const { signedOut, socket, stop } = start();
  const first = socket();
  first.onclose({ code: 4401 });
  vi.advanceTimersByTime(60_000);
  expect(signedOut).toHaveBeenCalledOnce();
  expect(socket()).toBe(first);
  stop();
});
