import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Opened } from "@/lib/api";

const hls = vi.hoisted(() => ({ created: [] as { destroy: ReturnType<typeof vi.fn> }[] }));

vi.mock("hls.js", () => {
  class FakeHls {
    static Events = { ERROR: "error", MANIFEST_PARSED: "parsed" };
    static isSupported = () => true;
    destroy = vi.fn();
    on = vi.fn();
    once = vi.fn();
    loadSource = vi.fn();
    attachMedia = vi.fn();
    constructor() {
      hls.created.push(this);
    }
  }
  return { default: FakeHls };
});

vi.mock("@/lib/api", async (original) => ({
  ...(await original<typeof import("@/lib/api")>()),
  client: {
    POST: (_path: string, { body }: { body: { media_id: number } }) =>
      Promise.resolve({ data: session(body.media_id), response: { ok: true } }),
  },
}));

let mode: "direct" | "remux" = "direct";

function session(id: number): Opened {
  const opened = { stream_key: `key${String(id)}`, url: `/stream/${String(id)}`, mode, video: "copy", secs_offset: 0, qualities: [] };
  return opened as unknown as Opened;
}

const load = vi.fn();
const closed = vi.fn((path: string) => Promise.resolve(new Response(path)));
let module: typeof import("./prefetch");

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  mode = "direct";
  hls.created.length = 0;
  load.mockClear();
  closed.mockClear();
  vi.spyOn(HTMLMediaElement.prototype, "load").mockImplementation(load);
  vi.spyOn(HTMLMediaElement.prototype, "canPlayType").mockReturnValue("");
  vi.stubGlobal("fetch", closed);
  module = await import("./prefetch");
});

afterEach(() => {
  window.dispatchEvent(new Event("pagehide")); // what this test's module still holds
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Prefetch something; its element. */
async function prefetched(id: number): Promise<HTMLVideoElement> {
  await module.prefetch({ id });
  const video = module.prefetchedElement({ id });
  if (!video) throw new Error("nothing was prefetched");
  return video;
}

/** What a released element is like: it loads nothing, and its session is closed. */
async function expectReleased(video: HTMLVideoElement, id: number) {
  await vi.advanceTimersByTimeAsync(0);
  expect(video.hasAttribute("src")).toBe(false);
  expect(load).toHaveBeenCalledOnce();
  expect(closed.mock.calls.map(([path]) => path)).toEqual([`/api/v1/stream-session/key${String(id)}`]);
}

test("an element that is replaced stops loading", async () => {
  const first = await prefetched(1);
  await prefetched(2);
  await expectReleased(first, 1);
});

test("hls.js of an element that is replaced is destroyed", async () => {
  mode = "remux";
  await prefetched(1);
  expect(hls.created).toHaveLength(1);
  await prefetched(2);
  expect(hls.created[0]?.destroy).toHaveBeenCalledOnce();
  expect(hls.created[1]?.destroy).not.toHaveBeenCalled();
});

test("an element that is prefetched for something else is released when the player starts", async () => {
  const other = await prefetched(1);
  expect(module.takePrefetched({ id: 2 })).toBeUndefined();
  await expectReleased(other, 1);
});

test("an element that nobody plays is released after a minute, also if it was no longer fresh when the player started", async () => {
  const first = await prefetched(1);
  await vi.advanceTimersByTimeAsync(60_000);
  await expectReleased(first, 1);
  expect(module.prefetchedElement({ id: 1 })).toBeUndefined();
});

test("an element is released when the page goes away", async () => {
  const video = await prefetched(1);
  window.dispatchEvent(new Event("pagehide"));
  await expectReleased(video, 1);
});

test("an element that the player took is its own", async () => {
  const video = await prefetched(1);
  await expect(module.takePrefetched({ id: 1 })).resolves.toMatchObject({ stream_key: "key1" });
  await prefetched(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(video.getAttribute("src")).toBe("/stream/1");
  expect(closed).not.toHaveBeenCalled();
});

test("a session that opens after it was replaced is closed, and loads nothing", async () => {
  const first = module.prefetch({ id: 1 });
  const second = module.prefetch({ id: 2 });
  await Promise.all([first, second]);
  await vi.advanceTimersByTimeAsync(0);
  expect(module.prefetchedElement({ id: 2 })?.getAttribute("src")).toBe("/stream/2");
  expect(closed.mock.calls.map(([path]) => path)).toEqual(["/api/v1/stream-session/key1"]);
});
