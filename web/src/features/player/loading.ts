import Hls from "hls.js";
import type { Opened } from "@/lib/api";
import { createHls, levelOf } from "./hls";

/** Seconds that are loaded of something that will probably be played: its first segment. */
const BEFOREHAND = 1;

const engines = new WeakMap<HTMLVideoElement, { key: string; engine: Hls }>();

export function createElement(): HTMLVideoElement {
  const video = document.createElement("video");
  video.className = "size-full";
  video.playsInline = true;
  return video;
}

/** Whether the element plays a session by itself: the file, or HLS where the browser has its own (Safari on phones). */
export function playsByItself(opened: Opened): boolean {
  return opened.mode === "direct" || !Hls.isSupported();
}

/** What an element is given to play a session by itself, from where it begins. */
export function addressOf(opened: Opened): string {
  return opened.secs_offset > 0 ? `${opened.url}#t=${String(opened.secs_offset)}` : opened.url;
}

/** An element, not on any page yet, that loads the beginning of a session. */
export function loadBeforehand(opened: Opened): HTMLVideoElement {
  const video = createElement();
  if (playsByItself(opened)) {
    video.preload = "auto";
    video.src = addressOf(opened);
  } else {
    const engine = loadSegments(video, opened, BEFOREHAND);
    engines.set(video, { key: opened.stream_key, engine });
    engine.on(Hls.Events.ERROR, (_event, { fatal }) => {
      if (fatal && engines.get(video)?.engine === engine) abandon(video); // whoever plays it begins anew, and is told
    });
  }
  return video;
}

/** Feed an element from a session's playlist, from where it begins, with so many seconds ahead. */
export function loadSegments(video: HTMLVideoElement, opened: Opened, ahead?: number): Hls {
  const engine = createHls(opened.secs_offset, ahead);
  engine.once(Hls.Events.MANIFEST_PARSED, () => {
    engine.startLevel = levelOf(engine, opened.qualities[0]?.name ?? "");
    engine.startLoad(opened.secs_offset);
  });
  engine.loadSource(opened.url);
  engine.attachMedia(video);
  return engine;
}

/** What already feeds an element from a session, once. */
export function takeEngine(video: HTMLVideoElement, opened: Opened): Hls | undefined {
  const found = engines.get(video);
  engines.delete(video);
  if (found?.key === opened.stream_key) return found.engine;
  found?.engine.destroy();
  return undefined;
}

/** Nobody wants to see it: it stops loading. */
export function abandon(video: HTMLVideoElement) {
  engines.get(video)?.engine.destroy();
  engines.delete(video);
  video.removeAttribute("src");
  video.load();
}
