import { useEffect } from "react";
import { client, unwrap, type Opened } from "@/lib/api";
import { deviceName } from "@/lib/format";
import { supportedCodecs } from "./capabilities";

/** Seconds before the end in which the next episode is made ready. */
const BEFORE_END = 40;

/** A session that was made ready is used within this time; the server ends it soon after. */
const FRESH_MS = 60_000;

let prepared: { id: number; session: Promise<Opened>; at: number } | undefined;

/** Open a session for something that will probably be played. */
export function prepare(id: number): Promise<Opened> {
  if (prepared?.id === id && Date.now() - prepared.at < FRESH_MS) return prepared.session;
  const session = openSession(id);
  prepared = { id, session, at: Date.now() };
  session.catch(() => undefined); // whoever plays it is told
  return session;
}

/** A session for the next episode, opened shortly before this one ends, so that it begins at once. */
export function usePreparedNext(video: HTMLVideoElement | null, opened: Opened | undefined) {
  const following = opened?.following?.id;
  useEffect(() => {
    if (!video || following === undefined || following === null) return;
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

/** The session that was made ready for something, once. */
export function takePrepared(id: number): Promise<Opened> | undefined {
  const found = prepared?.id === id && Date.now() - prepared.at < FRESH_MS ? prepared.session : undefined;
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
