import { useNavigate } from "@tanstack/react-router";
import { Cast } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuItem } from "@/components/Menu";
import { command, deviceOf, useOtherPlayers } from "@/lib/remote/players";
import { toast } from "@/lib/toast";
import { PlayerIcon } from "./playerIcon";

interface Props {
  id: number;
  /** Where to start, in seconds; undefined: where the user stopped. */
  start?: number | undefined;
}

/** A button that plays a title on another screen; nothing while there is none. */
export function PlayOn({ id, start }: Props) {
  const players = useOtherPlayers().filter((player) => player.capabilities.includes("play_item"));
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
  return (
    <Menu
      trigger={
        <IconButton label="Play on …" className="size-12! bg-raised text-ink hover:brightness-110">
          <Cast className="size-5" />
        </IconButton>
      }
    >
      <p className="px-3 pt-2 pb-1 text-xs font-medium text-soft">Play on</p>
      {players.map((player) => (
        <MenuItem key={player.id} onSelect={() => { void play(player.id); }}>
          <PlayerIcon kind={player.kind} className="size-4" />
          <span className="min-w-0">
            <span className="block truncate">{player.name}</span>
            {deviceOf(player) && <span className="block text-xs text-soft">{deviceOf(player)}</span>}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
