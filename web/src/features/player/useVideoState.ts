import { useCallback, useSyncExternalStore } from "react";

const events = ["timeupdate", "durationchange", "play", "pause", "playing", "waiting", "seeking", "seeked", "progress", "volumechange", "ended", "emptied"];

export interface VideoState {
  time: number;
  duration: number;
  paused: boolean;
  waiting: boolean;
  ended: boolean;
  muted: boolean;
  volume: number;
  /** Seconds up to which there is no gap. */
  buffered: number;
}

const nothing: VideoState = { time: 0, duration: 0, paused: true, waiting: true, ended: false, muted: false, volume: 1, buffered: 0 };
const states = new WeakMap<HTMLVideoElement, VideoState>();

function read(video: HTMLVideoElement): VideoState {
  let buffered = video.currentTime;
  for (let index = 0; index < video.buffered.length; index++)
    if (video.buffered.start(index) <= video.currentTime + 0.5) buffered = Math.max(buffered, video.buffered.end(index));
  return {
    time: video.currentTime,
    duration: Number.isFinite(video.duration) ? video.duration : 0,
    paused: video.paused,
    waiting: (video.readyState < 3 || video.seeking) && !video.ended,
    ended: video.ended,
    muted: video.muted,
    volume: video.volume,
    buffered,
  };
}

/** What a video element is doing, as React state. */
export function useVideoState(video: HTMLVideoElement | null): VideoState {
  const subscribe = useCallback(
    (changed: () => void) => {
      if (!video) return () => undefined;
      const update = () => {
        states.set(video, read(video));
        changed();
      };
      for (const name of events) video.addEventListener(name, update);
      return () => {
        for (const name of events) video.removeEventListener(name, update);
      };
    },
    [video],
  );
  return useSyncExternalStore(subscribe, () => (video && states.get(video)) ?? nothing);
}
