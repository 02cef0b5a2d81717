import Hls from "hls.js";
import type { Opened } from "@/lib/api";
import { deviceSettings } from "@/lib/device";
import { createHls, levelOf } from "./hls";

/** Seconds to prefetch: the first segment. */
const PREFETCH_SECONDS = 1;

const engines = new WeakMap<HTMLVideoElement, { key: string; engine: Hls }>();

export function createElement(): HTMLVideoElement {
  const video = document.createElement("video");
  video.className = "size-full";
  video.playsInline = true;
  return video;
}

/** Whether the browser plays a session without hls.js: the file itself, or HLS where the browser supports it (Safari on phones). */
export function playsNatively(opened: Opened): boolean {
  return opened.mode === "direct" || !Hls.isSupported();
}

/** The URL from which an element plays a session natively, with the second at which it starts. */
export function nativeUrl(opened: Opened): string {
  return opened.secs_offset > 0 ? `${opened.url}#t=${String(opened.secs_offset)}` : opened.url;
}

/** A new element, not attached to a page, that loads the beginning of a session. Whoever does not play it calls `releaseElement`. */
export function prefetchElement(opened: Opened): HTMLVideoElement {
  const video = createElement();
  if (playsNatively(opened)) {
    video.preload = "auto";
    video.src = nativeUrl(opened);
  } else {
    const engine = loadSegments(video, opened, PREFETCH_SECONDS);
    engines.set(video, { key: opened.stream_key, engine });
    engine.on(Hls.Events.ERROR, (_event, { fatal }) => {
      if (fatal && engines.get(video)?.engine === engine) releaseElement(video); // the player loads it again, and reports errors
    });
  }
  return video;
}

/** Feed an element from a session's playlist, from where it starts, buffering `ahead` seconds. */
export function loadSegments(video: HTMLVideoElement, opened: Opened, ahead?: number): Hls {
  const engine = createHls(opened.secs_offset, ahead);
  engine.once(Hls.Events.MANIFEST_PARSED, () => {
    const wanted = levelOf(engine, deviceSettings().quality);
    engine.startLevel = wanted >= 0 ? wanted : levelOf(engine, opened.qualities[0]?.name ?? "");
    if (wanted >= 0) engine.loadLevel = wanted;
    engine.startLoad(opened.secs_offset);
  });
  engine.loadSource(opened.url);
  engine.attachMedia(video);
  return engine;
}

/** The hls.js that already feeds an element from a session. The caller owns it from now on. */
export function takeEngine(video: HTMLVideoElement, opened: Opened): Hls | undefined {
  const found = engines.get(video);
  engines.delete(video);
  if (found?.key === opened.stream_key) return found.engine;
  found?.engine.destroy();
  return undefined;
}

/** Stop everything that an element loads. */
export function releaseElement(video: HTMLVideoElement) {
  engines.get(video)?.engine.destroy();
  engines.delete(video);
  video.removeAttribute("src");
  video.load(); // without this, the browser keeps the connection and its buffers
}
