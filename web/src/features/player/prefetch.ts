import { useEffect } from "react";
import { base, client, unwrap, type Opened } from "@/lib/api";
import { deviceName } from "@/lib/format";
import { supportedCodecs } from "./capabilities";
import { needsSegments } from "@/lib/device";
import { prefetchElement, releaseElement } from "./mediaElement";

/** Seconds before the end at which the next episode is prefetched. */
const BEFORE_END = 40;

/** How long a prefetched session may be used; the server ends it soon after. */
const FRESH_MS = 60_000;

/** Something to play, from a second on (undefined: from where the user stopped). */
export interface Target {
  id: number;
  start?: number | undefined;
}

interface Prefetched extends Target {
  at: number;
  session: Promise<Opened>;
  opened?: Opened;
  /** Loads the beginning. */
  video?: HTMLVideoElement;
}

/** At most one session is prefetched at a time; this module owns it until the player takes it. */
let current: Prefetched | undefined;

/** Open a session for something that the user will probably play, and load its beginning. A video that must be encoded is loaded
 * only if it `isCertain` to be played. */
export function prefetch(target: Target, isCertain = false): Promise<Opened> {
  const fresh = find(target);
  if (fresh) return fresh.session;
  evict();
  const entry: Prefetched = { ...target, at: Date.now(), session: openSession(target.id, target.start, { in_advance: true }) };
  current = entry;
  entry.session.then(
    (opened) => {
      entry.opened = opened;
      if (current !== entry || (opened.video === "encode" && !isCertain)) return;
      entry.video = prefetchElement(opened);
    },
    () => undefined, // the player opens a session of its own, and reports errors
  );
  window.setTimeout(() => { if (current === entry) evict(); }, FRESH_MS);
  return entry.session;
}

function find({ id, start }: Target): Prefetched | undefined {
  return current?.id === id && current.start === start && Date.now() - current.at < FRESH_MS ? current : undefined;
}

/** Stop loading what was prefetched, and end its session, since nobody played it. */
function evict() {
  const entry = current;
  current = undefined;
  if (!entry) return;
  if (entry.video) releaseElement(entry.video);
  entry.session.then(({ stream_key }) => { closeSession(stream_key); }, () => undefined);
}

window.addEventListener("pagehide", evict);

/** Prefetch the next episode shortly before this one ends, so that it starts at once. */
export function usePrefetchNext(video: HTMLVideoElement, opened: Opened | undefined) {
  const following = opened?.following?.id;
  useEffect(() => {
    if (following === undefined || following === null) return;
    const check = () => {
      if (current?.id === following || !(video.duration - video.currentTime < BEFORE_END)) return;
      void prefetch({ id: following }, true).catch(() => undefined);
    };
    video.addEventListener("timeupdate", check);
    return () => {
      video.removeEventListener("timeupdate", check);
    };
  }, [video, following]);
}

/** The prefetched session for a target, if it is open. */
export function prefetchedSession(target: Target): Opened | undefined {
  return find(target)?.opened;
}

/** The element that loads the prefetched session for a target. */
export function prefetchedElement(target: Target): HTMLVideoElement | undefined {
  return find(target)?.video;
}

/** The prefetched session for a target, and with it the element: the caller owns both. What was prefetched for something else is released. */
export function takePrefetched(target: Target): Promise<Opened> | undefined {
  const found = find(target);
  if (found) current = undefined;
  else evict();
  return found?.session;
}

/** Open a session of this browser for a movie or an episode, from a second on (undefined: from where the user stopped). */
export async function openSession(itemId: number, start: number | undefined, more: object = {}): Promise<Opened> {
  const opened = await unwrap(
    client.POST("/api/v1/stream-session", {
      body: {
        media_id: itemId,
        video_offset: start ?? 0,
        as_file: !needsSegments(),
        copy_video: true,
        in_advance: false,
        supported_codecs: supportedCodecs(),
        device: deviceName(navigator.userAgent),
        ...more,
      },
    }),
  );
  return start === undefined ? opened : { ...opened, secs_offset: start };
}

/** End a session, also while the page is going away. */
export function closeSession(key: string) {
  void fetch(`${base}/api/v1/stream-session/${key}`, { method: "DELETE", keepalive: true }).catch(() => undefined);
}
