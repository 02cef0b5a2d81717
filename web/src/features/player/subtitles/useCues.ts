import { useEffect, useState } from "react";
import type { Cue, SubtitleTrack } from "@/lib/api";

/** How many seconds before its start a window is loaded. */
const AHEAD = 10;
const RETRY_MS = 3000;

interface Loaded {
  track: string | undefined;
  cues: Cue[];
  failed: boolean;
}

/**
 * The cues of a track around the current position, loaded window by window, so that long files start at once. `seconds` is the length
 * of a window, `duration` that of the video (0: unknown).
 */
export function useCues(video: HTMLVideoElement, track: SubtitleTrack | undefined, seconds: number, duration: number): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ track: undefined, cues: [], failed: false });
  const url = track?.url;
  useEffect(() => {
    if (!url) return;
    const windows = new Map<number, Cue[] | "loading">();
    const aborted = new AbortController();
    let retry = 0;
    const load = async (number: number) => {
      if (windows.has(number) || number < 0 || (duration > 0 && number * seconds >= duration)) return;
      windows.set(number, "loading");
      try {
        const answer = await fetch(`${url}/${String(number)}.json`, { signal: aborted.signal });
        if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
        windows.set(number, answer.ok ? ((await answer.json()) as { cues: Cue[] }).cues : []);
        setLoaded({ track: url, cues: merged(windows), failed: false });
      } catch {
        if (aborted.signal.aborted) return;
        setLoaded({ track: url, cues: merged(windows), failed: true });
        window.clearTimeout(retry);
        retry = window.setTimeout(() => {
          windows.delete(number);
          look();
        }, RETRY_MS);
      }
    };
    const look = () => {
      void load(Math.floor(video.currentTime / seconds));
      void load(Math.floor((video.currentTime + AHEAD) / seconds));
    };
    look();
    video.addEventListener("timeupdate", look);
    video.addEventListener("seeking", look);
    return () => {
      aborted.abort();
      window.clearTimeout(retry);
      video.removeEventListener("timeupdate", look);
      video.removeEventListener("seeking", look);
    };
  }, [video, url, seconds, duration]);
  return loaded.track === url ? loaded : { track: url, cues: [], failed: false };
}

/** The cues of all windows in order of time, without duplicates: a cue that spans two windows is in both. */
export function merged(windows: ReadonlyMap<number, Cue[] | "loading">): Cue[] {
  const seen = new Set<string>();
  const cues: Cue[] = [];
  for (const [, window] of [...windows].sort(([a], [b]) => a - b))
    if (window !== "loading")
      for (const cue of window) {
        const mark = `${String(cue.start)}|${cue.event ?? cue.text ?? ""}|${String(cue.x)}|${String(cue.y)}`;
        if (!seen.has(mark)) {
          seen.add(mark);
          cues.push(cue);
        }
      }
  return cues;
}

/** The cues to show at the current position; updated as the video plays. */
export function useActive(video: HTMLVideoElement, cues: Cue[], offset: number): Cue[] {
  const [active, setActive] = useState<Cue[]>([]);
  useEffect(() => {
    let frame = 0;
    let before: Cue[] = [];
    const look = () => {
      const time = video.currentTime - offset;
      const now = cues.filter((cue) => cue.start <= time && time < cue.end);
      if (now.length !== before.length || now.some((cue, index) => cue !== before[index])) {
        before = now;
        setActive(now);
      }
      frame = requestAnimationFrame(look);
    };
    look();
    return () => {
      cancelAnimationFrame(frame);
      setActive([]);
    };
  }, [video, cues, offset]);
  return active;
}
