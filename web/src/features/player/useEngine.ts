import Hls from "hls.js";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Opened } from "@/lib/api";

const MOST_RENEWALS = 3;
const RENEWALS_WITHIN_MS = 60_000;

interface Engine {
  failure: string | undefined;
  /** Change the sound; opens another session where the file is played as it is. */
  chooseAudio: (id: number) => void;
}

/** Feeds a video element from a session: the file itself, or HLS. A session that has ended is opened again in place. */
export function useEngine(
  video: HTMLVideoElement | null,
  opened: Opened | undefined,
  reopen: (at: number, audioStream?: number) => void,
): Engine {
  const hls = useRef<Hls | null>(null);
  const renewals = useRef<number[]>([]);
  const [failed, setFailed] = useState<{ key: string; text: string }>();

  useEffect(() => {
    if (!video || !opened) return;
    const renew = (text: string) => {
      const now = Date.now();
      renewals.current = renewals.current.filter((time) => now - time < RENEWALS_WITHIN_MS);
      if (renewals.current.length >= MOST_RENEWALS) setFailed({ key: opened.stream_key, text });
      else {
        renewals.current.push(now);
        reopen(video.currentTime || opened.secs_offset);
      }
    };
    const start = opened.secs_offset;
    const play = () => void video.play().catch(() => undefined); // a browser may want a click first; the button is there
    if (opened.mode === "direct" || !Hls.isSupported()) {
      const seek = () => {
        if (start > 0) video.currentTime = start;
        play();
      };
      const broken = () => {
        if (video.error) renew(video.error.message || "The browser could not play it.");
      };
      video.addEventListener("loadedmetadata", seek, { once: true });
      video.addEventListener("error", broken);
      video.src = opened.url;
      return () => {
        video.removeEventListener("loadedmetadata", seek);
        video.removeEventListener("error", broken);
        video.removeAttribute("src");
        video.load();
      };
    }
    const engine = new Hls({
      startPosition: start,
      maxBufferLength: 30,
      backBufferLength: 60,
      fragLoadPolicy: {
        default: {
          maxTimeToFirstByteMs: 30_000,
          maxLoadTimeMs: 60_000,
          timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
          errorRetry: {
            maxNumRetry: 4,
            retryDelayMs: 500,
            maxRetryDelayMs: 4000,
            shouldRetry: (config, retries, _timeout, response) =>
              !!config && retries < config.maxNumRetry && (!response?.code || response.code >= 500),
          },
        },
      },
    });
    hls.current = engine;
    engine.on(Hls.Events.MANIFEST_PARSED, play);
    engine.on(Hls.Events.ERROR, (_event, data) => {
      if (!data.fatal) return;
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR) engine.recoverMediaError();
      else if (data.response?.code === 410) setFailed({ key: opened.stream_key, text: "The file was replaced, moved or deleted. Go back and start it again." });
      else renew("The stream broke off and could not be opened again.");
    });
    engine.loadSource(opened.url);
    engine.attachMedia(video);
    return () => {
      engine.destroy();
      hls.current = null;
    };
  }, [video, opened, reopen]);

  const chooseAudio = useCallback(
    (id: number) => {
      const engine = hls.current;
      const track = engine?.audioTracks.findIndex((other) => other.url.includes(`/audio/${String(id)}/`)) ?? -1;
      if (engine && track >= 0) engine.audioTrack = track;
      else if (video) reopen(video.currentTime, id);
    },
    [video, reopen],
  );
  return { failure: failed?.key === opened?.stream_key ? failed?.text : undefined, chooseAudio };
}
