import { useNavigate, useSearch } from "@tanstack/react-router";
import { LoaderCircle, MonitorOff, MonitorSmartphone, Settings2 } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { ListSkeleton } from "@/components/skeletons";
import { useOtherPlayers, type Player } from "@/lib/remote/players";
import { usePageTitle } from "@/lib/title";
import { NothingPlays } from "./NothingPlays";
import { NowPlaying } from "./NowPlaying";
import { PlayerDialog } from "./PlayerDialog";
import { ScreenTabs } from "./ScreenTabs";
import { firstOf, useSteered } from "./useSteered";

/** Steers what plays on other screens. */
export function RemotePage() {
  usePageTitle("Remote");
  const { player: wanted } = useSearch({ from: "/users/framed/remote" });
  const navigate = useNavigate();
  const players = useOtherPlayers();
  const [editing, setEditing] = useState(false);
  const first = firstOf(players)?.id;
  const { player, gone, isEarly } = useSteered(wanted, players);
  const choose = (id: number) => { void navigate({ to: "/remote", search: { player: id }, replace: true }); };
  useEffect(() => {
    if (wanted === undefined && first !== undefined) void navigate({ to: "/remote", search: { player: first }, replace: true });
  }, [wanted, first, navigate]);
  const twin = player && !player.away && players.some((other) => other.id !== player.id && other.name === player.name);
  return (
    <div className="page pt-6 pb-10">
      <div className="flex items-center gap-2">
        <h1 className="flex-1 text-xl font-bold tracking-tight md:text-2xl">Remote</h1>
        {player?.configurable && !player.away && (
          <IconButton label={`Settings of ${player.name}`} onClick={() => { setEditing(true); }}>
            <Settings2 className="size-5" />
          </IconButton>
        )}
      </div>
      {players.length > 0 && <ScreenTabs players={players} selected={wanted} onSelect={choose} />}
      {twin && (
        <p className="mt-2 text-sm text-soft">
          Several screens are called “{player.name}”.{" "}
          {player.configurable && (
            <button type="button" onClick={() => { setEditing(true); }} className="rounded text-ink underline decoration-line underline-offset-4 hover:decoration-accent">
              Give this one a name
            </button>
          )}
        </p>
      )}
      {player ? (
        <Panel player={player} onMoved={choose} />
      ) : gone ? (
        <EmptyState
          icon={MonitorOff}
          title={`${gone} is not connected any more`}
          text={`Its page was closed, or it is offline. Open Dim on it, and you steer it from here again.${players.length > 0 ? " Or choose another screen above." : ""}`}
        />
      ) : isEarly || players.length > 0 ? (
        <div className="mt-4">
          <ListSkeleton />
        </div>
      ) : (
        <EmptyState
          icon={MonitorSmartphone}
          title="No other screen is here"
          text="Open Dim on your TV, or in another browser, with your account. It appears here by itself, and you steer it from this page. Chromecasts and DLNA renderers appear if casting is switched on in the settings."
        />
      )}
      {editing && player && <PlayerDialog player={player} onClose={() => { setEditing(false); }} />}
    </div>
  );
}

/** What is on a screen; as it was, dimmed, while there is no connection to it. */
function Panel({ player, onMoved }: { player: Player; onMoved: (player: number) => void }) {
  const { away, state } = player;
  return (
    <div role="tabpanel" aria-label={player.name} className="mt-4">
      {away && (
        <p role="status" className="mb-3 flex items-center justify-center gap-2 text-sm">
          <LoaderCircle className="size-4 animate-spin" aria-hidden /> Connecting again …
        </p>
      )}
      <div inert={away === true} className={`transition-opacity ${away ? "opacity-50" : ""}`}>
        {state && state.state !== "idle" ? <NowPlaying key={player.id} player={player} state={state} onMoved={onMoved} /> : <NothingPlays player={player} />}
      </div>
    </div>
  );
}
