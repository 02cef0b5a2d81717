import { useCallback, useEffect, useMemo, useState } from "react";
import { client, type Opened } from "@/lib/api";
import { deviceSettings, keepOnDevice } from "@/lib/device";

interface Choice {
  audio_stream?: number;
  subtitle_track?: number | null;
  rate?: number;
}

export interface Remembered {
  /** The subtitle track that is shown; undefined: none. */
  subtitle: number | undefined;
  chooseSubtitle: (id: number | undefined) => void;
  /** Turns subtitles off, or on again. */
  toggleSubtitles: () => void;
  /** Playback speed; 1 is normal. */
  rate: number;
  chooseRate: (rate: number) => void;
  /** Remember the audio track; switching to it is the engine's part. */
  keepAudio: (id: number) => void;
}

/** What the user chose in the player: kept on the server for the title, and for the next one; the volume on this device. */
export function useRemembered(video: HTMLVideoElement, opened: Opened | undefined): Remembered {
  const [subtitle, setSubtitle] = useState<number | null>(); // undefined: as the server says
  const [chosenRate, setRate] = useState<number>();
  const [last, setLast] = useState<number>();
  const key = opened?.stream_key;
  const keep = useCallback(
    (choice: Choice) => {
      if (key) void client.POST("/api/v1/stream-session/{key}/choice", { params: { path: { key } }, body: choice }).catch(() => undefined);
    },
    [key],
  );

  useEffect(() => {
    const { volume, muted } = deviceSettings();
    video.volume = volume;
    video.muted = muted;
    const changed = () => { keepOnDevice({ volume: video.volume, muted: video.muted }); };
    video.addEventListener("volumechange", changed);
    return () => { video.removeEventListener("volumechange", changed); };
  }, [video]);

  const rate = chosenRate ?? opened?.rate ?? 1;
  useEffect(() => {
    video.defaultPlaybackRate = rate; // loading another source sets the rate to this one
    video.playbackRate = rate;
  }, [video, rate]);

  const shown = subtitle === undefined ? (opened?.subtitle_track ?? undefined) : (subtitle ?? undefined);
  const chooseSubtitle = useCallback(
    (id: number | undefined) => {
      setSubtitle(id ?? null);
      if (id !== undefined) setLast(id);
      keep({ subtitle_track: id ?? null });
    },
    [keep],
  );
  const other = last ?? opened?.subtitle_track ?? opened?.subtitle_tracks[0]?.id;
  const toggleSubtitles = useCallback(() => { chooseSubtitle(shown === undefined ? other : undefined); }, [chooseSubtitle, shown, other]);
  const chooseRate = useCallback(
    (next: number) => {
      setRate(next);
      keep({ rate: next });
    },
    [keep],
  );
  const keepAudio = useCallback((id: number) => { keep({ audio_stream: id }); }, [keep]);
  return useMemo(
    () => ({ subtitle: shown, chooseSubtitle, toggleSubtitles, rate, chooseRate, keepAudio }),
    [shown, chooseSubtitle, toggleSubtitles, rate, chooseRate, keepAudio],
  );
}
