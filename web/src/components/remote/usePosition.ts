import { useEffect, useState } from "react";
import { positionOf, type PlayerState } from "@/lib/remote/players";

const TICK_MS = 500;

/** Where a player is now, in seconds. */
export function usePosition(state: PlayerState): number {
  const [, tick] = useState(0);
  const moves = state.state === "playing";
  useEffect(() => {
    if (!moves) return;
    const timer = window.setInterval(() => { tick((count) => count + 1); }, TICK_MS);
    return () => { window.clearInterval(timer); };
  }, [moves]);
  return positionOf(state);
}
