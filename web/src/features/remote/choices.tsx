import { ArrowLeftRight, AudioLines, Captions, Gauge, Timer, type LucideIcon } from "lucide-react";
import { Menu, MenuChoice, MenuItem, MenuSteps } from "@/components/Menu";
import { PlayerIcon } from "@/components/remote/playerIcon";
import type { Steer } from "@/components/remote/useCommand";
import { deviceOf, ownPlayer, usePlayers, type Player, type PlayerState } from "@/lib/remote/players";

/** What can be chosen of what plays on another screen. */

interface Props {
  state: PlayerState;
  steer: Steer;
}

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const OFFSET_STEP = 0.1;

function trigger(Icon: LucideIcon, label: string) {
  return (
    <button type="button" aria-label={label} title={label} className="grid size-12 shrink-0 place-items-center rounded-full text-white/90 transition hover:bg-white/15">
      <Icon className="size-5" />
    </button>
  );
}

/** The audio tracks; nothing if there is only one. */
export function AudioChoice({ state, steer }: Props) {
  if (state.audio_tracks.length < 2) return null;
  return (
    <Menu side="top" trigger={trigger(AudioLines, "Audio")}>
      <MenuChoice label="Audio" value={state.audio} onChange={(track) => { void steer("audio", { track }); }} options={state.audio_tracks.map(({ id, name }) => ({ value: id as number | null, label: name }))} />
    </Menu>
  );
}

/** The subtitle tracks, and their delay, which devices that the server casts to cannot change. */
export function SubtitleChoice({ state, steer, isDevice }: Props & { isDevice: boolean }) {
  if (state.subtitle_tracks.length === 0) return null;
  const shift = (by: number) => { void steer("subtitle", { offset: Math.round((state.subtitle_offset + by) * 10) / 10 }); };
  return (
    <Menu side="top" trigger={trigger(Captions, "Subtitles")}>
      <MenuChoice<number | null>
        label="Subtitles"
        value={state.subtitle}
        onChange={(track) => { void steer("subtitle", { track }); }}
        options={[{ value: null, label: "Off" }, ...state.subtitle_tracks.map(({ id, name }) => ({ value: id as number | null, label: name }))]}
      />
      {!isDevice && <MenuSteps
        label="Delay"
        value={`${state.subtitle_offset.toFixed(1)} s`}
        less={{ label: "Show subtitles earlier", onSelect: () => { shift(-OFFSET_STEP); } }}
        more={{ label: "Show subtitles later", onSelect: () => { shift(OFFSET_STEP); } }}
      />}
    </Menu>
  );
}

/** The qualities; nothing if there is only one. */
export function QualityChoice({ state, steer }: Props) {
  if (state.qualities.length < 3) return null;
  return (
    <Menu side="top" trigger={trigger(Gauge, "Quality")}>
      <MenuChoice label="Quality" value={state.quality} onChange={(quality) => { void steer("quality", { quality }); }} options={state.qualities.map(({ id, name }) => ({ value: id as string | null, label: name }))} />
    </Menu>
  );
}

/** The speed. */
export function SpeedChoice({ state, steer }: Props) {
  return (
    <Menu side="top" trigger={trigger(Timer, "Speed")}>
      <MenuChoice label="Speed" value={state.rate} onChange={(rate) => { void steer("rate", { rate }); }} options={RATES.map((value) => ({ value, label: value === 1 ? "Normal" : `${String(value)}×` }))} />
    </Menu>
  );
}

/** The screens on which it can go on. */
export function MoveChoice({ from, steer }: { from: Player; steer: Steer }) {
  const own = ownPlayer();
  const others = usePlayers().filter((player) => player.connected && player.id !== from.id && player.capabilities.includes("play_item"));
  if (others.length === 0) return null;
  return (
    <Menu side="top" trigger={trigger(ArrowLeftRight, "Move to another screen")}>
      <p className="px-3 pt-2 pb-1 text-xs font-medium text-soft">Go on playing on</p>
      {others.map((player) => (
        <MenuItem key={player.id} onSelect={() => { void steer("move", { to: player.id }); }}>
          <PlayerIcon kind={player.kind} className="size-4" />
          <span className="min-w-0">
            <span className="block truncate">{player.id === own ? "This screen" : player.name}</span>
            {deviceOf(player) && <span className="block text-xs text-soft">{deviceOf(player)}</span>}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
