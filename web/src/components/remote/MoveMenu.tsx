import type { ReactElement } from "react";
import { Menu, MenuItem } from "@/components/Menu";
import { labelOf, ownPlayer, usePlayers } from "@/lib/remote/players";
import { PlayerLabel } from "./PlayerLabel";
import { useCommand } from "./useCommand";

interface Props {
  /** The player on which it plays now. */
  from: number;
  trigger: ReactElement;
  container?: HTMLElement | null;
  /** It goes on there now. */
  onMoved?: (player: number) => void;
}

/** The screens on which what plays can go on; nothing while there is none. */
export function MoveMenu({ from, trigger, container = null, onMoved }: Props) {
  const own = ownPlayer();
  const steer = useCommand(from);
  const others = usePlayers().filter((player) => player.connected && !player.away && player.id !== from && player.capabilities.includes("play_item"));
  if (others.length === 0) return null;
  return (
    <Menu side="top" container={container} trigger={trigger}>
      <p className="px-3 pt-2 pb-1 text-xs font-medium text-soft">Go on playing on</p>
      {others.map((player) => (
        <MenuItem key={player.id} onSelect={() => { void steer("move", { to: player.id }).then((done) => { if (done) onMoved?.(player.id); }); }}>
          <PlayerLabel player={player} name={player.id === own ? "This screen" : labelOf(player, others)} />
        </MenuItem>
      ))}
    </Menu>
  );
}
