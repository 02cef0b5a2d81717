import { useCallback, useEffect, useRef } from "react";
import type { Opened } from "@/lib/api";
import { WANTS_TOUCH } from "@/lib/remote/autoplay";
import { report, setController, takeChosen, type Told } from "@/lib/remote/thisPlayer";
import { trackName } from "@/lib/trackName";
import { qualityName } from "./hls";
import type { SubtitleStyle } from "./subtitles/style";
import type { Engine } from "./useEngine";
import type { Remembered } from "./useRemembered";
import type { Transport } from "./useTogether";

const REPORT_MS = 5_000;
const STARTS_MS = 300;
const CHANGES = ["play", "pause", "playing", "waiting", "seeking", "seeked", "ratechange", "volumechange", "ended", "loadedmetadata"];

interface Parts {
  video: HTMLVideoElement;
  transport: Transport;
  itemId: number;
  fileId: number | undefined;
  opened: Opened | undefined;
  engine: Engine;
  remembered: Remembered;
  audio: number | undefined;
  chooseAudio: (id: number) => void;
  style: SubtitleStyle;
  changeStyle: (change: Partial<SubtitleStyle>) => void;
  fullscreen: boolean;
  toggleFullscreen: () => void;
  wake: () => void;
  /** Whether the end screen is shown. */
  isOver: boolean;
}

/** Lets other screens steer this player, and tells them what it does. */
export function useRemoteControl(parts: Parts) {
  const now = useRef(parts);
  const { video, itemId, opened, engine, remembered, audio, style, fullscreen, isOver } = parts;
  useEffect(() => {
    now.current = parts;
  });
  const obey = useCallback((told: Told) => act(told, now.current), []);
  const state = useCallback(() => describe(now.current), []);

  useEffect(() => {
    const controller = { obey, state, isOver: () => now.current.isOver };
    setController(controller);
    const tell = () => { report(); };
    for (const name of CHANGES) video.addEventListener(name, tell);
    const timer = window.setInterval(tell, REPORT_MS);
    return () => {
      window.clearInterval(timer);
      for (const name of CHANGES) video.removeEventListener(name, tell);
      setController(undefined);
    };
  }, [video, itemId, obey, state]);

  useEffect(() => { report(); }, [opened, engine.quality, engine.failure, remembered.subtitle, remembered.rate, audio, style.offset, fullscreen, isOver]);

  // what was chosen on the screen that it was moved from
  useEffect(() => {
    const chosen = opened && takeChosen(itemId);
    if (!chosen) return;
    const parts = now.current;
    if (typeof chosen.rate === "number") parts.remembered.chooseRate(chosen.rate);
    if ("subtitle" in chosen) parts.remembered.chooseSubtitle((chosen.subtitle as number | null) ?? undefined);
    if (typeof chosen.subtitle_offset === "number") parts.changeStyle({ offset: chosen.subtitle_offset });
    if (typeof chosen.audio === "number" && chosen.audio !== parts.audio && opened.audio_tracks.some((track) => track.id === chosen.audio)) parts.chooseAudio(chosen.audio);
  }, [opened, itemId]);
}

async function act(told: Told, parts: Parts): Promise<void> {
  const { video, transport, engine, remembered } = parts;
  parts.wake();
  switch (told.command) {
    case "play":
      await startedSoon(transport.play());
      return;
    case "pause":
      await transport.pause();
      return;
    case "seek":
      await transport.seek(told.position as number);
      return;
    case "volume":
      video.volume = (told.level as number) / 100;
      return;
    case "mute":
      video.muted = told.on === true;
      return;
    case "audio":
      parts.chooseAudio(told.track as number);
      parts.audio = told.track as number;
      return;
    case "subtitle":
      if ("track" in told) remembered.chooseSubtitle((told.track as number | null) ?? undefined);
      if ("track" in told) parts.remembered = { ...remembered, subtitle: (told.track as number | null) ?? undefined };
      if (typeof told.offset === "number") parts.changeStyle({ offset: told.offset });
      if (typeof told.offset === "number") parts.style = { ...parts.style, offset: told.offset };
      if (told.style) parts.changeStyle(told.style as Partial<SubtitleStyle>);
      return;
    case "quality":
      engine.chooseQuality(told.quality as string);
      parts.engine = { ...engine, quality: told.quality as string };
      return;
    case "rate":
      remembered.chooseRate(told.rate as number);
      parts.remembered = { ...remembered, rate: told.rate as number };
      video.playbackRate = told.rate as number;
      return;
    case "fullscreen":
      if (parts.fullscreen !== told.on) await toggle(parts, told.on === true);
      return;
    case "stop":
      video.pause();
      return;
    default:
      throw new Error("This player does not know that command.");
  }
}

/** Wait until it plays, or has no data yet: the commands after it are not to wait for that. Throws where the browser refuses. */
async function startedSoon(started: Promise<void>) {
  const told = started.catch((error: unknown) => {
    if ((error as Error).name === "NotAllowedError") throw new Error(WANTS_TOUCH);
  });
  await Promise.race([told, new Promise((resolve) => { window.setTimeout(resolve, STARTS_MS); })]);
}

async function toggle(parts: Parts, on: boolean) {
  const changed = new Promise<void>((resolve) => {
    document.addEventListener("fullscreenchange", () => { resolve(); }, { once: true });
    window.setTimeout(resolve, 700);
  });
  parts.toggleFullscreen();
  await changed;
  if ((document.fullscreenElement !== null) !== on) throw new Error("The browser on that screen wants a touch or a key there before it fills the screen.");
  parts.fullscreen = on;
}

function describe({ video, itemId, fileId, opened, engine, remembered, audio, style, fullscreen }: Parts): Record<string, unknown> {
  const loaded = opened !== undefined && video.readyState > 0;
  const state = !loaded ? "loading" : video.paused || video.ended ? "paused" : video.readyState < 3 || video.seeking ? "buffering" : "playing";
  return {
    state: engine.failure ? "paused" : state,
    item_id: itemId,
    version: opened?.file_id ?? fileId ?? null,
    title: opened?.title ?? null,
    position: loaded ? video.currentTime : (opened?.secs_offset ?? 0),
    duration: Number.isFinite(video.duration) && video.duration > 0 ? video.duration : (opened?.duration ?? 0),
    volume: Math.round(video.volume * 100),
    muted: video.muted,
    rate: remembered.rate,
    audio: audio ?? null,
    subtitle: remembered.subtitle ?? null,
    subtitle_offset: style.offset,
    quality: engine.quality,
    fullscreen,
    stream_key: opened?.stream_key ?? null,
    audio_tracks: opened?.audio_tracks.map((track) => ({ id: track.id, name: trackName(track) })) ?? [],
    subtitle_tracks: opened?.subtitle_tracks.map((track) => ({ id: track.id, name: trackName(track) })) ?? [],
    qualities: opened ? [{ id: "auto", name: "Automatic" }, ...opened.qualities.map((quality) => ({ id: quality.name, name: qualityName(quality.name) }))] : [],
  };
}
