import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, test, vi } from "vitest";
import type { Library } from "@/lib/api";
import { listen, outdated } from "@/lib/live";

class FakeSocket {
  static last: FakeSocket | undefined;
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;
  close = vi.fn();
  constructor(readonly url: string) {
    FakeSocket.last = this;
  }
  say(type: string, data: object = {}) {
    this.onmessage({ data: JSON.stringify({ type, data }) });
  }
}

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
  const stop = listen(queryClient, signedOut);
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

test("a broken connection is opened again, and everything refetched", () => {
  const { invalidate, socket, stop } = start();
  const first = socket();
  first.onopen();
  first.onclose({ code: 1006 });
  vi.advanceTimersByTime(20_000);
  expect(socket()).not.toBe(first);
  socket().onopen();
  expect(invalidate).toHaveBeenCalledWith();
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
