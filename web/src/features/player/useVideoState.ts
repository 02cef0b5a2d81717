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
  /** The end of the buffer at the current position, in seconds. */
  buffered: number;
}

const nothing: VideoState = { time: 0, duration: 0, paused: true, waiting: true, ended: false, muted: false, volume: 1, buffered: 0 };
const states = new WeakMap<HTMLVideoElement, VideoState>();

/** Seconds that are buffered beyond the current position. */
export function bufferedAhead(video: HTMLVideoElement): number {
  let end = video.currentTime;
  for (let index = 0; index < video.buffered.length; index++)
    if (video.buffered.start(index) <= video.currentTime + 0.5) end = Math.max(end, video.buffered.end(index));
  return end - video.currentTime;
}

function read(video: HTMLVideoElement): VideoState {
  const buffered = video.currentTime + bufferedAhead(video);
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

/** The state of a video element as React state. */
export function useVideoState(video: HTMLVideoElement): VideoState {
  const subscribe = useCallback(
    (changed: () => void) => {
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
  return useSyncExternalStore(subscribe, () => states.get(video) ?? nothing);
}
