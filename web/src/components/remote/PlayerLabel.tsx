import { deviceOf, type Player } from "@/lib/remote/players";
import { PlayerIcon } from "./playerIcon";

/** A player in a menu: its icon, its name, and what it is where it is no page of Dim. */
export function PlayerLabel({ player, name = player.name }: { player: Player; name?: string }) {
  return (
    <>
      <PlayerIcon kind={player.kind} className="size-4 shrink-0" />
      <span className="min-w-0">
        <span className="block truncate">{name}</span>
        {deviceOf(player) && <span className="block text-xs opacity-75">{deviceOf(player)}</span>}
      </span>
    </>
  );
}
