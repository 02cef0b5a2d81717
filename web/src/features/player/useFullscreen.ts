import { useCallback, useEffect, useState } from "react";

const AWAKE_MS = 3000;

/** Whether an element is in full screen, and a function that toggles it; of `video` alone where the browser does no more. */
export function useFullscreen(element: HTMLElement | null, video: HTMLVideoElement): [boolean, () => void] {
  const [fullscreen, setFullscreen] = useState(false);
  useEffect(() => {
    const changed = () => {
      setFullscreen(document.fullscreenElement !== null);
    };
    document.addEventListener("fullscreenchange", changed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
    };
  }, []);
  const toggle = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (document.fullscreenEnabled) void element?.requestFullscreen().catch(() => undefined);
    else (video as { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.(); // phones of Apple: only the video itself
  }, [element, video]);
  return [fullscreen, toggle];
}

/** Whether the controls are visible: while paused, and for three seconds after the last pointer or keyboard activity. */
export function useControlsShown(paused: boolean): [boolean, () => void] {
  const [moved, setMoved] = useState(0);
  const [asleep, setAsleep] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setAsleep(true);
    }, AWAKE_MS);
    return () => {
      window.clearTimeout(timer);
    };
  }, [moved, paused]);
  const awake = useCallback(() => {
    setAsleep(false);
    setMoved(Date.now());
  }, []);
  return [paused || !asleep, awake];
}
