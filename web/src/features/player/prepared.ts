import { useEffect } from "react";
import { client, unwrap, type Opened } from "@/lib/api";
import { deviceName } from "@/lib/format";
import { supportedCodecs } from "./capabilities";

/** Seconds before the end in which the next episode is made ready. */
const BEFORE_END = 40;

/** A session that was made ready is used within this time; the server ends it soon after. */
const FRESH_MS = 60_000;

interface Prepared {
  id: number;
  at: number;
  session: Promise<Opened>;
  opened?: Opened;
  /** Loads the beginning of a file that is played as it is. */
  video?: HTMLVideoElement;
}

let prepared: Prepared | undefined;

/** Open a session for something that will probably be played; what plays as it is begins to load. */
export function prepare(id: number): Promise<Opened> {
  const fresh = find(id);
  if (fresh) return fresh.session;
  if (prepared) abandon(prepared);
  const mine: Prepared = { id, at: Date.now(), session: openSession(id, { in_advance: true }) };
  prepared = mine;
  mine.session.then(
    (opened) => {
      mine.opened = opened;
      if (prepared !== mine || opened.mode !== "direct") return;
      mine.video = createElement();
      mine.video.preload = "auto";
      mine.video.src = addressOf(opened);
      window.setTimeout(() => { if (prepared === mine) abandon(mine); }, FRESH_MS);
    },
    () => undefined, // whoever plays it is told
  );
  return mine.session;
}

function find(id: number): Prepared | undefined {
  return prepared?.id === id && Date.now() - prepared.at < FRESH_MS ? prepared : undefined;
}

/** Nobody played it: it stops loading. */
function abandon({ video }: Prepared) {
  prepared = undefined;
  video?.removeAttribute("src");
  video?.load();
}

export function createElement(): HTMLVideoElement {
  const video = document.createElement("video");
  video.className = "size-full";
  video.playsInline = true;
  return video;
}

/** What a video element is given to play a session by itself, from where it begins. */
export function addressOf(opened: Opened): string {
  return opened.secs_offset > 0 ? `${opened.url}#t=${String(opened.secs_offset)}` : opened.url;
}

/** A session for the next episode, opened shortly before this one ends, so that it begins at once. */
export function usePreparedNext(video: HTMLVideoElement, opened: Opened | undefined) {
  const following = opened?.following?.id;
  useEffect(() => {
    if (following === undefined || following === null) return;
    const look = () => {
      if (prepared?.id === following || !(video.duration - video.currentTime < BEFORE_END)) return;
      void prepare(following).then(warmUp).catch(() => undefined);
    };
    video.addEventListener("timeupdate", look);
    return () => {
      video.removeEventListener("timeupdate", look);
    };
  }, [video, following]);
}

/** The session that was made ready for something, if it is there already. */
export function preparedSession(id: number): Opened | undefined {
  return find(id)?.opened;
}

/** The element that loads what was made ready for something. */
export function preparedElement(id: number): HTMLVideoElement | undefined {
  return find(id)?.video;
}

/** The session that was made ready for something, once. */
export function takePrepared(id: number): Promise<Opened> | undefined {
  const found = find(id)?.session;
  prepared = undefined;
  return found;
}

/** Open a session of this browser for a movie or an episode. */
export function openSession(mediaId: number, more: object = {}): Promise<Opened> {
  return unwrap(
    client.POST("/api/v1/stream-session", {
      body: {
        media_id: mediaId,
        video_offset: 0,
        as_file: true,
        copy_video: true,
        in_advance: false,
        supported_codecs: supportedCodecs(),
        device: deviceName(navigator.userAgent),
        ...more,
      },
    }),
  );
}

/** Have the server make the first segment, if it has to encode it. */
async function warmUp(session: Opened) {
  const best = session.qualities[0]?.name;
  if (session.video !== "encode" || !best) return;
  await fetch(session.url.replace("master.m3u8", `video/${best}/init.mp4`));
}
