import { useEffect, useMemo, useRef, useState, type MouseEvent, type PointerEvent } from "react";
import type { Commands } from "./useKeyboard";

/** Two taps within this time are a double tap. */
const DOUBLE_MS = 280;
const SEEK_SECONDS = 10;
const SHOWN_MS = 700;

export interface Gestures {
  handlers: {
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onClick: (event: MouseEvent<HTMLElement>) => void;
    onDoubleClick: () => void;
  };
  /** Seconds of the seek by taps that is being shown; 0: none. */
  sought: number;
}

/**
 * What pointers do on the video. A click or a tap plays and pauses; a double click toggles full screen. A double tap seeks: at the
 * left back, at the right forward, and each further tap goes on; in the middle it toggles full screen.
 */
export function useGestures(commands: Commands): Gestures {
  const [sought, setSought] = useState(0);
  const latest = useRef(commands);
  const timers = useRef({ tap: 0, shown: 0 });
  useEffect(() => { latest.current = commands; }, [commands]);
  useEffect(() => {
    const { current } = timers;
    return () => {
      window.clearTimeout(current.tap);
      window.clearTimeout(current.shown);
    };
  }, []);
  const handlers = useMemo(() => {
    let isTouch = false;
    let last = { at: 0, zone: 0 };
    const show = (seconds: number) => {
      setSought((before) => (Math.sign(before) === Math.sign(seconds) ? before + seconds : seconds));
      window.clearTimeout(timers.current.shown);
      timers.current.shown = window.setTimeout(() => { setSought(0); }, SHOWN_MS);
    };
    const tap = (zone: number, at: number) => {
      const isDouble = at - last.at < DOUBLE_MS && zone === last.zone;
      last = { at, zone };
      window.clearTimeout(timers.current.tap);
      if (!isDouble) {
        timers.current.tap = window.setTimeout(() => { latest.current.toggle(); }, DOUBLE_MS);
      } else if (zone === 0) {
        last.at = 0;
        latest.current.toggleFullscreen();
      } else {
        latest.current.seekBy(zone * SEEK_SECONDS);
        show(zone * SEEK_SECONDS);
      }
    };
    return {
      onPointerUp: (event: PointerEvent<HTMLElement>) => { isTouch = event.pointerType === "touch"; },
      onClick: (event: MouseEvent<HTMLElement>) => {
        if (!isTouch) {
          latest.current.toggle();
          return;
        }
        const box = event.currentTarget.getBoundingClientRect();
        const place = (event.clientX - box.left) / box.width;
        tap(place < 0.35 ? -1 : place > 0.65 ? 1 : 0, event.timeStamp);
      },
      onDoubleClick: () => { if (!isTouch) latest.current.toggleFullscreen(); }, // its two clicks have cancelled each other
    };
  }, []);
  return { handlers, sought };
}
