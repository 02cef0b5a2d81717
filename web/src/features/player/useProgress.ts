import { useEffect, useRef } from "react";
import { base, type Opened } from "@/lib/api";
import type { Engine } from "./useEngine";
import { bufferedAhead } from "./useVideoState";

const SAVE_MS = 10_000;

/** Reports the position to the server every ten seconds, on pause and on leaving; this also keeps the session alive. */
export function useProgress(video: HTMLVideoElement, opened: Opened | undefined, itemId: number, remember: boolean, engine: Engine) {
  const { shown, bandwidth, onEnded } = engine;
  const key = opened?.stream_key;
  const told = useRef(shown);
  useEffect(() => {
    if (!key) return;
    let moved = false;
    let seconds = video.currentTime; // a copy, since the element is emptied before this effect is cleaned up
    const tick = () => {
      if (video.readyState > 0) seconds = video.currentTime;
    };
    const send = (path: string, body: object) =>
      fetch(base + path, {
        method: "POST",
        keepalive: true,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }).catch(() => undefined);
    const save = () => {
      if (remember && moved) void send(`/api/v1/user/stopped-at/${String(itemId)}`, { secs_offset: seconds });
      moved = !video.paused;
    };
    const tell = () => {
      const state = { seconds, paused: video.paused, rendition: shown, buffered: bufferedAhead(video), bandwidth: bandwidth() };
      void send(`/api/v1/stream-session/${key}/state`, state)?.then(async (answer) => {
        if (answer?.status === 410) onEnded(((await answer.json()) as { detail: string }).detail);
      });
    };
    const report = () => {
      tell();
      save();
    };
    const started = () => {
      moved = true;
    };
    const playing = () => {
      started();
      tick();
      tell();
    };
    const timer = window.setInterval(report, SAVE_MS);
    if (told.current !== shown) tell(); // how it plays has changed
    told.current = shown;
    video.addEventListener("timeupdate", tick);
    video.addEventListener("playing", playing);
    video.addEventListener("seeked", started);
    video.addEventListener("pause", report);
    window.addEventListener("pagehide", save);
    return () => {
      window.clearInterval(timer);
      video.removeEventListener("timeupdate", tick);
      video.removeEventListener("playing", playing);
      video.removeEventListener("seeked", started);
      video.removeEventListener("pause", report);
      window.removeEventListener("pagehide", save);
      save();
    };
  }, [video, key, itemId, remember, shown, bandwidth, onEnded]);
}
