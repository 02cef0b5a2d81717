import { useNavigate } from "@tanstack/react-router";
import { Cast, ListEnd, ListStart, Play } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuItem } from "@/components/Menu";
import { command, labelOf, useOtherPlayers, type Player } from "@/lib/remote/players";
import { toast } from "@/lib/toast";
import { PlayerLabel } from "./PlayerLabel";

interface Props {
  id: number;
  /** Where to start, in seconds; undefined: where the user stopped. */
  start?: number | undefined;
}

/** A button that plays a title on another screen, or puts it into the queue of what plays there; nothing while there is none. */
export function PlayOn({ id, start }: Props) {
  const players = useOtherPlayers().filter((player) => !player.away && player.capabilities.includes("play_item"));
  const navigate = useNavigate();
  if (players.length === 0) return null;
  const play = async (player: number) => {
    try {
      await command(player, "play_item", { item_id: id, ...(start !== undefined && { position: start }) });
      await navigate({ to: "/remote", search: { player } });
    } catch (error) {
      toast.error((error as Error).message);
    }
  };
  const queue = async ({ id: player, name }: Player, mode: "next" | "last") => {
    try {
      await command(player, "queue", { items: [id], mode });
      toast(mode === "next" ? `It plays next on ${name}.` : `It is in the queue of ${name}.`);
    } catch (error) {
      toast.error((error as Error).message);
    }
  };
  return (
    <Menu
      trigger={
        <IconButton label="Play on …" className="size-12! bg-raised text-ink hover:brightness-110">
          <Cast className="size-5" />
        </IconButton>
      }
    >
      <p className="px-3 pt-2 pb-1 text-xs font-medium text-soft">Play on</p>
      {players.map((player) =>
        player.state && player.state.state !== "idle" ? (
          <div key={player.id} role="group" aria-label={player.name} className="my-1 border-t border-line/60 pt-1 last:mb-0">
            <p className="flex items-center gap-2 px-3 pt-2 pb-1 text-sm font-medium">
              <PlayerLabel player={player} name={labelOf(player, players)} />
            </p>
            <MenuItem onSelect={() => { void play(player.id); }}>
              <Play className="size-4" /> Play now
            </MenuItem>
            <MenuItem onSelect={() => { void queue(player, "next"); }}>
              <ListStart className="size-4" /> Play next
            </MenuItem>
            <MenuItem onSelect={() => { void queue(player, "last"); }}>
              <ListEnd className="size-4" /> Add to the queue
            </MenuItem>
          </div>
        ) : (
          <MenuItem key={player.id} onSelect={() => { void play(player.id); }}>
            <PlayerLabel player={player} name={labelOf(player, players)} />
          </MenuItem>
        ),
      )}
    </Menu>
  );
}
