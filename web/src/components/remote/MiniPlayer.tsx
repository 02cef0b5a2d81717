import { lazy, Suspense } from "react";
import { isSteered, useOtherPlayers } from "@/lib/remote/players";
import type { Active } from "./MiniPlayerBar";

const MiniPlayerBar = lazy(() => import("./MiniPlayerBar"));

/** What plays on another screen, at the bottom of the page: one line, with a button to pause it; the rest is on the remote page. */
export function MiniPlayer() {
  const active = useOtherPlayers().filter((player): player is Active => player.state !== null && player.state.state !== "idle");
  const shown = [...active].sort((one, other) => importance(other) - importance(one))[0];
  return <Suspense>{shown && <MiniPlayerBar key={shown.id} player={shown} others={active.length - 1} />}</Suspense>;
}

/** What this user plays or steers comes first, what plays before what is paused. */
function importance(player: Active): number {
  return (player.mine || isSteered(player) ? 4 : 0) + (player.state.state === "paused" ? 0 : 2) + (isSteered(player) ? 1 : 0);
}
