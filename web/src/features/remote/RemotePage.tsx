import { useNavigate, useSearch } from "@tanstack/react-router";
import { MonitorSmartphone, Settings2 } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { PlayerIcon } from "@/components/remote/playerIcon";
import { deviceOf, useOtherPlayers, type Player } from "@/lib/remote/players";
import { usePageTitle } from "@/lib/title";
import { NothingPlays } from "./NothingPlays";
import { NowPlaying } from "./NowPlaying";
import { PlayerDialog } from "./PlayerDialog";

/** Steers what plays on other screens. */
export function RemotePage() {
  usePageTitle("Remote");
  const { player: wanted } = useSearch({ from: "/users/framed/remote" });
  const navigate = useNavigate();
  const players = useOtherPlayers();
  const [editing, setEditing] = useState(false);
  const player = players.find((other) => other.id === wanted) ?? players.find((other) => other.state?.state !== "idle") ?? players[0];
  if (!player)
    return (
      <div className="page pt-8">
        <h1 className="text-xl font-bold tracking-tight md:text-2xl">Remote</h1>
        <EmptyState
          icon={MonitorSmartphone}
          title="No other screen is here"
          text="Open Dim on your TV, or in another browser, with your account. It appears here by itself, and you steer it from this page. Chromecasts and DLNA renderers appear if casting is switched on in the settings."
        />
      </div>
    );
  return (
    <div className="page pt-6 pb-10">
      <div className="flex items-center gap-2">
        <h1 className="flex-1 text-xl font-bold tracking-tight md:text-2xl">Remote</h1>
        {player.configurable && (
          <IconButton label={`Settings of ${player.name}`} onClick={() => { setEditing(true); }}>
            <Settings2 className="size-5" />
          </IconButton>
        )}
      </div>
      <div role="tablist" aria-label="Screens" className="no-scrollbar -mx-1 mt-3 flex gap-2 overflow-x-auto px-1 pt-1 pb-2">
        {players.map((other) => (
          <Screen key={other.id} player={other} selected={other.id === player.id} onSelect={() => { void navigate({ to: "/remote", search: { player: other.id }, replace: true }); }} />
        ))}
      </div>
      <div role="tabpanel" aria-label={player.name} className="mt-4">
        {player.state && player.state.state !== "idle" ? <NowPlaying key={player.id} player={player} state={player.state} /> : <NothingPlays player={player} />}
      </div>
      {editing && <PlayerDialog player={player} onClose={() => { setEditing(false); }} />}
    </div>
  );
}

function Screen({ player, selected, onSelect }: { player: Player; selected: boolean; onSelect: () => void }) {
  const { state } = player;
  const idle = deviceOf(player) ?? "Nothing plays";
  const does = !state || state.state === "idle" ? idle : (state.title ?? "Playing");
  return (
    <button
      type="button"
      role="tab"
      aria-selected={selected}
      onClick={onSelect}
      className={`flex w-52 shrink-0 items-center gap-3 rounded-xl px-4 py-3 text-left transition ${selected ? "bg-raised ring-2 ring-accent" : "bg-surface ring-1 ring-line hover:bg-raised"}`}
    >
      <PlayerIcon kind={player.kind} className={`size-6 ${state && state.state !== "idle" ? "text-accent" : "text-soft"}`} />
      <span className="min-w-0">
        <span className="block truncate text-sm font-semibold">{player.name}</span>
        <span className="block truncate text-xs text-soft">{does}</span>
      </span>
    </button>
  );
}
