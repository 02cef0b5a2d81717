import { MonitorPlay } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuItem } from "@/components/Menu";
import { PlayerLabel } from "@/components/remote/PlayerLabel";
import type { Media } from "@/lib/api";
import { command, labelOf, useOtherPlayers } from "@/lib/remote/players";
import { toast } from "@/lib/toast";

/** A button that starts or installs a game on the device of another screen; nothing while there is none, or the game has no link. */
export function StartOn({ media }: { media: Media }) {
  const players = useOtherPlayers().filter((player) => !player.away && player.capabilities.includes("launch"));
  if (!media.launch || media.missing || players.length === 0) return null;
  const verb = media.installed ? "Start" : "Install";
  const start = async (player: number, name: string) => {
    try {
      await command(player, "launch", { item_id: media.id });
      toast(`${name} was asked to ${verb.toLowerCase()} “${media.title}”.`);
    } catch (error) {
      toast.error((error as Error).message);
    }
  };
  return (
    <Menu
      trigger={
        <IconButton label={`${verb} on …`} className="size-12! bg-raised text-ink hover:brightness-110">
          <MonitorPlay className="size-5" />
        </IconButton>
      }
    >
      <p className="px-3 pt-2 pb-1 text-xs font-medium text-soft">{verb} on</p>
      {players.map((player) => {
        const name = labelOf(player, players);
        return (
          <MenuItem key={player.id} onSelect={() => { void start(player.id, name); }}>
            <PlayerLabel player={player} name={name} />
          </MenuItem>
        );
      })}
    </Menu>
  );
}
