import { Link } from "@tanstack/react-router";
import { Artwork } from "@/components/Artwork";
import type { Card } from "@/lib/api";
import { episodeNumber } from "@/lib/format";

/** An episode that a search found, with its still; it leads to the episode's page. */
export function EpisodeResult({ card }: { card: Card }) {
  return (
    <Link to="/episode/$id" params={{ id: String(card.id) }} className="flex items-center gap-4 rounded-xl bg-surface p-2 transition hover:bg-raised">
      <span className="aspect-video w-28 shrink-0 overflow-hidden rounded-lg bg-raised">
        <Artwork itemId={card.id} kind="still" image={card.pictures.still} width={240} className="size-full" />
      </span>
      <span className="min-w-0">
        <span className="line-clamp-2 text-sm font-medium">{card.episode_title ?? `Episode ${String(card.episode ?? "")}`}</span>
        <span className="block truncate text-xs text-soft">
          {card.title} · {episodeNumber(card.season, card.episode)}
        </span>
      </span>
    </Link>
  );
}
