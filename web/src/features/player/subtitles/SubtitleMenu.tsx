import { Captions } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuChoice, MenuSteps } from "@/components/Menu";
import type { SubtitleTrack } from "@/lib/api";
import { trackName } from "@/lib/trackName";
import type { SubtitleStyle } from "./style";

interface Props {
  tracks: SubtitleTrack[];
  chosen: number | undefined;
  onChoose: (id: number | undefined) => void;
  style: SubtitleStyle;
  onStyle: (change: Partial<SubtitleStyle>) => void;
  container: HTMLElement | null;
}

const names = { small: "Small", medium: "Medium", large: "Large" };
const sizes = ["small", "medium", "large"] as const;
const STEP = 0.1;

/** Selects a subtitle track and its style. Size and background apply only to text; styled and bitmap subtitles have their own. */
export function SubtitleMenu({ tracks, chosen, onChoose, style, onStyle, container }: Props) {
  const track = tracks.find((other) => other.id === chosen);
  const sized = (by: number) => {
    onStyle({ size: sizes[Math.max(0, Math.min(sizes.indexOf(style.size) + by, sizes.length - 1))] ?? "medium" });
  };
  return (
    <Menu
      side="top"
      container={container}
      trigger={
        <IconButton label="Subtitles" className={track ? "text-[#ffab5c]! hover:bg-white/15" : "text-white hover:bg-white/15 hover:text-white"}>
          <Captions className="size-5" />
        </IconButton>
      }
    >
      <MenuChoice
        label="Subtitles"
        value={chosen}
        onChange={onChoose}
        options={[{ value: undefined, label: "Off" }, ...tracks.map((other) => ({ value: other.id as number | undefined, label: trackName(other) }))]}
      />
      {track && (
        <div className="mt-1 border-t border-line pt-1">
          <MenuSteps
            label="Delay"
            value={`${style.offset > 0 ? "+" : ""}${style.offset.toFixed(1)} s`}
            less={{ label: "Earlier", onSelect: () => { onStyle({ offset: style.offset - STEP }); } }}
            more={{ label: "Later", onSelect: () => { onStyle({ offset: style.offset + STEP }); } }}
          />
          {track.kind === "text" && (
            <>
              <MenuSteps
                label="Size"
                value={names[style.size]}
                less={{ label: "Smaller", onSelect: () => { sized(-1); } }}
                more={{ label: "Larger", onSelect: () => { sized(1); } }}
              />
              <MenuSteps
                label="Background"
                value={style.boxed ? "Box" : "None"}
                less={{ label: "No background", onSelect: () => { onStyle({ boxed: false }); } }}
                more={{ label: "Dark box", onSelect: () => { onStyle({ boxed: true }); } }}
              />
            </>
          )}
        </div>
      )}
    </Menu>
  );
}
