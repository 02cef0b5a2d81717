import { useEffect } from "react";

/** Keeps the screen on while a video plays (W3C Screen Wake Lock; secure pages only). */
export function useWakeLock(plays: boolean) {
  useEffect(() => {
    if (!plays || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const got = await navigator.wakeLock.request("screen");
        if (isOver) void got.release();
        else lock = got;
      } catch {
        // refused, as on a low battery
      }
    };
    void ask();
    document.addEventListener("visibilitychange", ask); // the browser takes it away with the page
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, [plays]);
}
