import { Link } from "@tanstack/react-router";
import { Pause, Play } from "lucide-react";
import { IconButton } from "@/components/Button";
import { ProgressLine } from "@/components/MediaCard";
import type { Player, PlayerState } from "@/lib/remote/players";
import { ItemArtwork } from "./ItemArtwork";
import { PlayerIcon } from "./playerIcon";
import { useCommand } from "./useCommand";
import { usePosition } from "./usePosition";

export type Active = Player & { state: PlayerState };

/** The line of `MiniPlayer`. */
export default function MiniPlayerBar({ player, others }: { player: Active; others: number }) {
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
