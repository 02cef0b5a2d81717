import { PlayerIcon } from "@/components/remote/playerIcon";
import { useCommand } from "@/components/remote/useCommand";
import { deviceOf, type Player } from "@/lib/remote/players";
import { ChooseItem } from "./ChooseItem";

/** A screen on which nothing plays: choose something for it. */
export function NothingPlays({ player }: { player: Player }) {
  const steer = useCommand(player.id);
  return (
    <div className="mx-auto max-w-3xl">
      <div className="flex items-center gap-4 rounded-2xl bg-surface p-5 ring-1 ring-line">
        <span className="grid size-14 shrink-0 place-items-center rounded-2xl bg-raised text-accent">
          <PlayerIcon kind={player.kind} className="size-7" />
        </span>
        <div className="min-w-0">
          <h2 className="text-lg font-semibold text-balance wrap-anywhere">Nothing plays on {player.name}</h2>
          <p className="text-sm text-soft">{deviceOf(player) && `${deviceOf(player) ?? ""}. `}Choose something; it starts there at once.</p>
          {player.state?.problem && <p role="alert" className="mt-1 text-sm text-danger">{player.state.problem}</p>}
        </div>
      </div>
      <ChooseItem steer={steer} plays={false} />
    </div>
  );
}
