import { useEffect } from "react";
import { client, unwrap, type Opened } from "@/lib/api";
import { deviceName } from "@/lib/format";
import { supportedCodecs } from "./capabilities";

/** Seconds before the end in which the next episode is made ready. */
const BEFORE_END = 40;

let prepared: { id: number; session: Promise<Opened> } | undefined;

/** A session for the next episode, opened shortly before this one ends, so that it begins at once. */
export function usePreparedNext(video: HTMLVideoElement | null, opened: Opened | undefined) {
  const following = opened?.following?.id;
  useEffect(() => {
    if (!video || following === undefined || following === null) return;
    const look = () => {
      if (prepared?.id === following || !(video.duration - video.currentTime < BEFORE_END)) return;
      const session = openSession(following);
      prepared = { id: following, session };
      void session.then(warmUp).catch(() => undefined);
    };
    video.addEventListener("timeupdate", look);
    return () => {
      video.removeEventListener("timeupdate", look);
    };
  }, [video, following]);
}

/** The session that was made ready for something, once. */
export function takePrepared(id: number): Promise<Opened> | undefined {
  const found = prepared?.id === id ? prepared.session : undefined;
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
