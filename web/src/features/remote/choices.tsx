import { AudioLines, Captions, Gauge, Timer, type LucideIcon } from "lucide-react";
import { Menu, MenuChoice, MenuSteps } from "@/components/Menu";
import type { Steer } from "@/components/remote/useCommand";
import type { PlayerState } from "@/lib/remote/players";
import { LabelledButton } from "./LabelledButton";

/** What can be chosen of what plays on another screen. */

interface Props {
  state: PlayerState;
  steer: Steer;
}

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const OFFSET_STEP = 0.1;

function trigger(Icon: LucideIcon, label: string) {
  return <LabelledButton icon={Icon} label={label} />;
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
