import { useEffect } from "react";
import { artworkUrl, type Opened } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import type { Commands } from "./useKeyboard";
import type { Transport } from "./useTogether";

const SIZES = [320, 640];

interface Parts {
  video: HTMLVideoElement;
  transport: Transport;
  opened: Opened | undefined;
  commands: Commands;
  onNext: (() => void) | undefined;
}

/** What the system shows of the video, on lock screens and for media keys, and what it can do with it (W3C Media Session). */
export function useMediaSession({ video, transport, opened, commands, onNext }: Parts) {
  useEffect(() => {
    if (!("mediaSession" in navigator) || !opened) return;
    const session = navigator.mediaSession;
    const { item } = opened;
    const { poster, still } = item.pictures;
    const [kind, image, owner] = poster ? (["poster", poster, item.kind === "episode" ? item.media_id : item.id] as const) : (["still", still, item.id] as const);
    session.metadata = new MediaMetadata({
      title: item.kind === "episode" ? (item.episode_title ?? opened.title) : item.title,
      artist: item.kind === "episode" ? `${item.title} ${episodeNumber(item.season, item.episode)}` : String(item.year ?? ""),
      artwork: image ? SIZES.map((width) => ({ src: artworkUrl(owner, kind, image, width), sizes: `${String(width)}x${String(Math.round((width * image.height) / image.width))}` })) : [],
    });
    return () => { session.metadata = null; };
  }, [opened]);

  useEffect(() => {
    if (!("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    const handlers: [MediaSessionAction, MediaSessionActionHandler | null][] = [
      ["play", () => void transport.play().catch(() => undefined)],
      ["pause", () => { void transport.pause().catch(() => undefined); }],
      ["stop", () => { commands.leave(); }],
      ["seekbackward", ({ seekOffset }) => { commands.seekBy(-(seekOffset ?? 10)); }],
      ["seekforward", ({ seekOffset }) => { commands.seekBy(seekOffset ?? 10); }],
      ["seekto", ({ seekTime }) => { if (seekTime != null) void transport.seek(seekTime).catch(() => undefined); }],
      ["nexttrack", onNext ?? null],
    ];
    const set = (action: MediaSessionAction, handler: MediaSessionActionHandler | null) => {
      try {
        session.setActionHandler(action, handler);
      } catch {
        // the browser does not know this one
      }
    };
    for (const [action, handler] of handlers) set(action, handler);
    return () => { for (const [action] of handlers) set(action, null); };
  }, [transport, commands, onNext]);

  useEffect(() => {
    if (!("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    const tell = () => {
      session.playbackState = video.paused ? "paused" : "playing";
      const { duration, playbackRate, currentTime } = video;
      if (Number.isFinite(duration) && duration > 0 && playbackRate > 0) session.setPositionState({ duration, playbackRate, position: Math.min(currentTime, duration) });
    };
    const events = ["play", "pause", "seeked", "ratechange", "durationchange"];
    for (const name of events) video.addEventListener(name, tell);
    return () => {
      for (const name of events) video.removeEventListener(name, tell);
      session.playbackState = "none";
    };
  }, [video]);
}
