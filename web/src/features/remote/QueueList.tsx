import { ChevronDown, ChevronUp, X } from "lucide-react";
import { IconButton } from "@/components/Button";
import { ItemArtwork } from "@/components/remote/ItemArtwork";
import type { Steer } from "@/components/remote/useCommand";
import { episodeNumber } from "@/lib/format";
import type { QueueView } from "./useQueue";

/** What comes after what plays, where something was queued: play one of it now, move it, remove it. */
export function QueueList({ queue: { rest, card: cardOf, isLoading }, steer }: { queue: QueueView; steer: Steer }) {
  if (rest.length === 0) return null;
  const change = (items: number[]) => { void steer("queue", { items: items.filter((id) => id > 0), mode: "rest" }); };
  const without = (place: number) => rest.filter((_, other) => other !== place);
  const moved = (place: number, to: number) => {
    const items = without(place);
    items.splice(to, 0, ...rest.slice(place, place + 1));
    return items;
  };
  return (
    <section aria-labelledby="queue" className="mx-auto mt-8 max-w-3xl">
      <h2 id="queue" className="mb-3 text-lg font-semibold">Up next</h2>
      <ol className="flex flex-col gap-2">
        {rest.map((id, place) => {
          const card = cardOf(id);
          const name = card?.title ?? (isLoading && id > 0 ? "Loading" : "Not shared with you");
          return (
            <li key={`${String(id)} ${String(place)}`} className="flex items-center gap-1 rounded-xl bg-surface p-2 ring-1 ring-line">
              <button
                type="button"
                title="Play now"
                disabled={id === 0}
                onClick={() => { void steer("queue", { items: rest.slice(place).filter((other) => other > 0), mode: "now" }); }}
                className="flex min-w-0 flex-1 items-center gap-3 rounded-lg text-left"
              >
                <ItemArtwork id={id > 0 ? id : null} width={160} className="h-12 w-20 shrink-0 rounded-lg" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-sm font-medium">{name}</span>
                  {card?.kind === "episode" && <span className="block truncate text-xs text-soft">{episodeNumber(card.season, card.episode)} {card.episode_title}</span>}
                </span>
              </button>
              <IconButton label={`Move ${name} up`} disabled={place === 0} onClick={() => { change(moved(place, place - 1)); }}>
                <ChevronUp className="size-4" />
              </IconButton>
              <IconButton label={`Move ${name} down`} disabled={place === rest.length - 1} className="max-sm:hidden" onClick={() => { change(moved(place, place + 1)); }}>
                <ChevronDown className="size-4" />
              </IconButton>
              <IconButton label={`Remove ${name} from the queue`} onClick={() => { change(without(place)); }}>
                <X className="size-4" />
              </IconButton>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
