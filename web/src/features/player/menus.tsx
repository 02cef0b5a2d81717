import { AudioLines, Gauge, Timer } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuChoice } from "@/components/Menu";
import type { Opened } from "@/lib/api";
import { trackName } from "@/lib/trackName";
import { qualityName } from "./hls";
import { AUTOMATIC, type Engine } from "./useEngine";

export const light = "text-white hover:bg-white/15 hover:text-white";
export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

interface AudioProps {
  opened: Opened;
  audio: number | undefined;
  onAudio: (id: number) => void;
  container: HTMLElement | null;
}

/** The audio tracks; nothing if there is only one. */
export function AudioMenu({ opened, audio, onAudio, container }: AudioProps) {
  if (opened.audio_tracks.length < 2) return null;
  return (
    <Menu
      side="top"
      container={container}
      trigger={
        <IconButton label="Audio" className={light}>
          <AudioLines className="size-5" />
        </IconButton>
      }
    >
      <MenuChoice
        label="Audio"
        value={audio}
        onChange={(id) => { if (id !== undefined) onAudio(id); }}
        options={opened.audio_tracks.map((track) => ({ value: track.id as number | undefined, label: trackName(track) }))}
      />
    </Menu>
  );
}

/** The qualities; nothing if there is only one. */
export function QualityMenu({ opened, engine, container }: { opened: Opened; engine: Engine; container: HTMLElement | null }) {
  if (opened.qualities.length < 2) return null;
  const shown = engine.shown ?? (opened.mode === "direct" ? "original" : undefined);
  const megabits = (rate: number) => (rate / 1e6).toFixed(rate < 10e6 ? 1 : 0);
  const chosen = opened.qualities.some((quality) => quality.name === engine.quality) ? engine.quality : AUTOMATIC;
  return (
    <Menu
      side="top"
      container={container}
      trigger={
        <IconButton label="Quality" className={light}>
          <Gauge className="size-5" />
        </IconButton>
      }
    >
      <MenuChoice
        label="Quality"
        value={chosen}
        onChange={(name) => { engine.chooseQuality(name); }}
        options={[
          { value: AUTOMATIC, label: shown ? `Automatic (${qualityName(shown)})` : "Automatic" },
          ...opened.qualities.map((quality) => ({
            value: quality.name,
            label: `${qualityName(quality.name)}${quality.name === "original" ? ` (${quality.resolution})` : ""} · ${megabits(quality.bit_rate)} Mbit/s`,
          })),
        ]}
      />
    </Menu>
  );
}

/** The playback speed. */
export function SpeedMenu({ rate, onRate, container }: { rate: number; onRate: (rate: number) => void; container: HTMLElement | null }) {
  const rates = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
  return (
    <Menu
      side="top"
      container={container}
      trigger={
        <IconButton label="Speed" className={rate === 1 ? light : "text-[#ffab5c]! hover:bg-white/15"}>
          <Timer className="size-5" />
        </IconButton>
      }
    >
      <MenuChoice label="Speed" value={rate} onChange={onRate} options={rates.map((value) => ({ value, label: value === 1 ? "Normal" : `${String(value)}×` }))} />
    </Menu>
  );
}
