import { useEffect, useState } from "react";
import { isSteered, type Player } from "@/lib/remote/players";

/** A screen that is away for less than this was only loaded again. */
const PATIENCE_MS = 1_500;

interface Steered {
  /** The screen; `away` for a moment after it went. */
  player: Player | undefined;
  /** The name of a screen that is not there any more. */
  gone: string | undefined;
  /** Whether the screens may not be known yet. */
  isEarly: boolean;
}

/** The screen with an id, of those that are there. It is never another one: a tap meant for it must not reach that. */
export function useSteered(id: number | undefined, players: Player[]): Steered {
  const current = players.find((player) => player.id === id);
  const [last, setLast] = useState<Player>();
  const [late, setLate] = useState(false);
  if (current && current !== last) setLast(current);
  const isThere = current !== undefined;
  useEffect(() => {
    if (isThere) return;
    const timer = window.setTimeout(() => { setLate(true); }, PATIENCE_MS);
    return () => {
      window.clearTimeout(timer);
      setLate(false);
    };
  }, [isThere, id]);
  const former = last?.id === id ? last : undefined;
  return {
    player: current ?? (former && !late ? { ...former, away: true } : undefined),
    gone: !isThere && late && id !== undefined ? (former?.name ?? "That screen") : undefined,
    isEarly: !isThere && !late,
  };
}

/** The screen to begin with: what was steered last, then what plays on this user's own and on devices, then own ones, then others'. */
export function firstOf(players: Player[]): Player | undefined {
  const rank = (player: Player) => {
    const plays = player.state !== null && player.state.state !== "idle";
    const isOthers = !player.mine && player.user_id !== null;
    return (isOthers ? 0 : 8) + (plays ? 4 : 0) + (isSteered(player) ? 2 : 0) + (player.mine ? 1 : 0);
  };
  return [...players].sort((one, other) => rank(other) - rank(one))[0];
}
