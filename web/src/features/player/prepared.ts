import { useEffect } from "react";
import { client, unwrap, type Opened } from "@/lib/api";
import { deviceName } from "@/lib/format";
import { supportedCodecs } from "./capabilities";
import { abandon, loadBeforehand } from "./loading";

/** Seconds before the end in which the next episode is made ready. */
const BEFORE_END = 40;

/** A session that was made ready is used within this time; the server ends it soon after. */
const FRESH_MS = 60_000;

/** Something to play, from a second on (undefined: from where one stopped). */
export interface Wanted {
  id: number;
  start?: number | undefined;
}

interface Prepared extends Wanted {
  at: number;
  session: Promise<Opened>;
  opened?: Opened;
  /** Loads the beginning. */
  video?: HTMLVideoElement;
}

let prepared: Prepared | undefined;

/** Open a session for something that will probably be played, and load its beginning; what has to be encoded only where it `isSure`
 * to be played. */
export function prepare(wanted: Wanted, isSure = false): Promise<Opened> {
  const fresh = find(wanted);
  if (fresh) return fresh.session;
  if (prepared) forget(prepared);
  const session = openSession(wanted.id, wanted.start, { in_advance: true });
  const mine: Prepared = { ...wanted, at: Date.now(), session };
  prepared = mine;
  mine.session.then(
    (opened) => {
      mine.opened = opened;
      if (prepared !== mine || (opened.video === "encode" && !isSure)) return;
      mine.video = loadBeforehand(opened);
      window.setTimeout(() => { if (prepared === mine) forget(mine); }, FRESH_MS);
    },
    () => undefined, // whoever plays it is told
  );
  return mine.session;
}

function find({ id, start }: Wanted): Prepared | undefined {
  return prepared?.id === id && prepared.start === start && Date.now() - prepared.at < FRESH_MS ? prepared : undefined;
}

/** Nobody played it: it stops loading. */
function forget({ video }: Prepared) {
  prepared = undefined;
  if (video) abandon(video);
}

/** A session for the next episode, opened shortly before this one ends, so that it begins at once. */
export function usePreparedNext(video: HTMLVideoElement, opened: Opened | undefined) {
  const following = opened?.following?.id;
  useEffect(() => {
    if (following === undefined || following === null) return;
    const look = () => {
      if (prepared?.id === following || !(video.duration - video.currentTime < BEFORE_END)) return;
      void prepare({ id: following }, true).catch(() => undefined);
    };
    video.addEventListener("timeupdate", look);
    return () => {
      video.removeEventListener("timeupdate", look);
    };
  }, [video, following]);
}

/** The session that was made ready for something, if it is there already. */
export function preparedSession(wanted: Wanted): Opened | undefined {
  return find(wanted)?.opened;
}

/** The element that loads what was made ready for something. */
export function preparedElement(wanted: Wanted): HTMLVideoElement | undefined {
  return find(wanted)?.video;
}

/** The session that was made ready for something, once. */
export function takePrepared(wanted: Wanted): Promise<Opened> | undefined {
  const found = find(wanted)?.session;
  prepared = undefined;
  return found;
}

/** Open a session of this browser for a movie or an episode, from a second on (undefined: from where one stopped). */
export async function openSession(mediaId: number, start: number | undefined, more: object = {}): Promise<Opened> {
  const opened = await unwrap(
    client.POST("/api/v1/stream-session", {
      body: {
        media_id: mediaId,
        video_offset: start ?? 0,
        as_file: true,
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
