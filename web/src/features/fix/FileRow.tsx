import { Checkbox } from "@base-ui/react/checkbox";
import { Check, EllipsisVertical } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { Menu, MenuItem } from "@/components/Menu";
import type { ReviewedFile } from "@/lib/api";
import { episodeNumber, length, size } from "@/lib/format";
import type { Action } from "./actions";
import { MarkedPath } from "@/components/identify/MarkedPath";

interface Props {
  file: ReviewedFile;
  actions: Action[];
  selected: boolean;
  onSelect: (selected: boolean, range: boolean) => void;
  onAct: (action: Action) => void;
  /** Explains how its name was read; undefined: that is not what is wrong with it. */
  onWhy: (() => void) | undefined;
}

/** A file that needs review: its path with what was recognized, the reason, what it is identified as, and the actions. */
export function FileRow({ file, actions, selected, onSelect, onAct, onWhy }: Props) {
  const [first, ...others] = actions;
  const name = file.path.split("/").at(-1) ?? file.path;
  return (
    <div className={`flex items-start gap-2 rounded-xl bg-surface p-4 sm:gap-4 ${selected ? "ring-2 ring-accent" : "ring-1 ring-line"}`}>
      <Checkbox.Root
        checked={selected}
        onCheckedChange={(checked, details) => { onSelect(checked, details.event instanceof MouseEvent && details.event.shiftKey); }}
        aria-label={`Select ${name}`}
        className="mt-0.5 grid size-5 shrink-0 place-items-center rounded border border-line bg-ground data-[checked]:border-accent data-[checked]:bg-accent data-[checked]:text-on-accent"
      >
        <Checkbox.Indicator>
          <Check className="size-3.5" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <div className="min-w-0 flex-1">
        <MarkedPath file={file} />
        <p className="mt-1 text-sm text-soft">
          {file.reason}{" "}
          {onWhy && (
            <button type="button" className="rounded py-1 font-medium text-accent underline-offset-4 hover:underline" onClick={onWhy}>
              Why?<span className="sr-only"> {name}</span>
            </button>
          )}
        </p>
        <p className="mt-1 text-xs text-soft">{[taken(file), length(file.duration), size(file.size)].filter(Boolean).join(" · ")}</p>
      </div>
      {first && (
        <Button className="shrink-0 max-sm:px-3" aria-label={`${first.label}: ${name}`} onClick={() => { onAct(first); }}>
          <first.icon className="size-4" aria-hidden />
          <span className="max-sm:hidden">{first.label}</span>
        </Button>
      )}
      {others.length > 0 && (
        <Menu
          trigger={
            <IconButton label={`More for ${name}`}>
              <EllipsisVertical className="size-5" />
            </IconButton>
          }
        >
          {others.map((action) => (
            <MenuItem key={action.name} onSelect={() => { onAct(action); }}>
              <action.icon className="size-4" /> {action.label}
            </MenuItem>
          ))}
        </Menu>
      )}
    </div>
  );
}

/** What a file is currently identified as, or what title it is an extra of. */
function taken(file: ReviewedFile): string {
  const [play] = file.plays;
  if (!play) return "";
  if (file.state === "extras") return `Extra of “${play.title}”`;
  const numbers = file.plays.flatMap((other) => (other.episode == null ? [] : [episodeNumber(other.season, other.episode)]));
  return `Identified as “${play.title}”${play.year ? ` (${String(play.year)})` : ""}${numbers.length > 0 ? ` ${numbers.join(", ")}` : ""}`;
}
