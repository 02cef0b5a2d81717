import { useEffect, useState } from "react";

interface AppleVideo extends HTMLVideoElement {
  webkitShowPlaybackTargetPicker?: () => void;
}

interface AvailabilityEvent extends Event {
  availability?: string;
}

/**
 * Opens the browser's own list of screens: AirPlay in Safari, what the Remote Playback API of other browsers finds. Undefined while
 * there is none, or the browser cannot send this video.
 */
export function useScreenPicker(video: AppleVideo): (() => void) | undefined {
  const [isAvailable, setAvailable] = useState(false);
  useEffect(() => {
    const changed = (event: AvailabilityEvent) => { setAvailable(event.availability === "available"); };
    video.setAttribute("x-webkit-airplay", "allow");
    video.addEventListener("webkitplaybacktargetavailabilitychanged", changed);
    const remote = (video as { remote?: RemotePlayback }).remote;
    let watching: number | undefined;
    let isOver = false;
    if (remote && !video.webkitShowPlaybackTargetPicker)
      remote
        .watchAvailability((available) => { setAvailable(available); })
        .then((id) => {
          watching = id;
          if (isOver) void remote.cancelWatchAvailability(id).catch(() => undefined);
        })
        .catch(() => undefined); // this browser, or this video, cannot
    return () => {
      isOver = true;
      video.removeEventListener("webkitplaybacktargetavailabilitychanged", changed);
      if (watching !== undefined) void remote?.cancelWatchAvailability(watching).catch(() => undefined);
    };
  }, [video]);
  if (!isAvailable) return undefined;
  return () => {
    if (video.webkitShowPlaybackTargetPicker) video.webkitShowPlaybackTargetPicker();
    else void (video as { remote?: RemotePlayback }).remote?.prompt().catch(() => undefined); // closed without a choice
  };
}
