import { Link } from "@tanstack/react-router";
import { Pause, Play } from "lucide-react";
import { IconButton } from "@/components/Button";
import { ProgressLine } from "@/components/MediaCard";
import { isSteered, useOtherPlayers, type Player, type PlayerState } from "@/lib/remote/players";
import { ItemArtwork } from "./ItemArtwork";
import { PlayerIcon } from "./playerIcon";
import { useCommand } from "./useCommand";
import { usePosition } from "./usePosition";

type Active = Player & { state: PlayerState };

/** What plays on another screen, at the bottom of the page: one line, with a button to pause it; the rest is on the remote page. */
export function MiniPlayer() {
  const active = useOtherPlayers().filter((player): player is Active => player.state !== null && player.state.state !== "idle");
  const shown = [...active].sort((one, other) => importance(other) - importance(one))[0];
  return shown ? <Bar key={shown.id} player={shown} others={active.length - 1} /> : null;
}

/** What this user plays or steers comes first, what plays before what is paused. */
function importance(player: Active): number {
  return (player.mine || isSteered(player) ? 4 : 0) + (player.state.state === "paused" ? 0 : 2) + (isSteered(player) ? 1 : 0);
}

function Bar({ player, others }: { player: Active; others: number }) {
  const steer = useCommand(player.id);
  const { state } = player;
  const position = usePosition(state);
  const plays = state.state !== "paused";
  const canPause = player.capabilities.includes("pause");
  return (
    <aside aria-label={`Playing on ${player.name}`} className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-lg">
      <div className="relative">
        <ProgressLine seconds={position} duration={state.duration} />
      </div>
      <div className="page flex items-center gap-3 py-2">
        <Link to="/remote" search={{ player: player.id }} className={`flex min-w-0 flex-1 items-center gap-3 rounded-lg transition ${player.away ? "opacity-60" : ""}`}>
          <ItemArtwork id={state.item_id} className="h-12 w-20 shrink-0 rounded-md" />
          <span className="min-w-0">
            <span className="block truncate text-sm font-semibold">{state.title ?? "Something that is not shared with you"}</span>
            <span className="flex items-center gap-1.5 text-xs text-soft">
              <PlayerIcon kind={player.kind} className="size-3.5" />
              <span className="truncate">
                {player.away ? "Connecting again …" : player.name}
                {!player.away && others > 0 && ` and ${String(others)} more`}
              </span>
            </span>
          </span>
        </Link>
        {(canPause || !plays) && (
          <IconButton disabled={player.away === true} label={plays ? "Pause" : "Play"} className="text-ink!" onClick={() => { void steer(plays ? "pause" : "play"); }}>
            {plays ? <Pause className="size-6 fill-current" /> : <Play className="size-6 fill-current" />}
          </IconButton>
        )}
      </div>
    </aside>
  );
}
