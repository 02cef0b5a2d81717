import { Star } from "lucide-react";
import type { RatingOf } from "@/lib/api";
import { ratingText, sourceLabel } from "@/lib/metadata";

/** Ratings by source, the first one with a star; of an item whose rating has no source, that one. */
export function RatingFacts({ rating, ratings }: { rating: number | null | undefined; ratings: RatingOf[] }) {
  const shown = ratings.slice(0, 3);
  if (shown.length === 0 && typeof rating !== "number") return null;
  const own = typeof rating === "number" && !shown.some((one) => Math.abs(one.value - rating) < 0.05);
  return (
    <span className="flex flex-wrap items-center gap-x-3 text-ink">
      <Star className="-mr-2 size-4 fill-accent text-accent" aria-hidden />
      <span className="sr-only">Rating: </span>
      {own && (
        <span>
          {rating.toFixed(1)}
          <span className="sr-only"> of 10</span>
        </span>
      )}
      {shown.map((one) => (
        <span key={one.source}>
          {ratingText(one)}
          <span className="sr-only"> of 10, by</span> <span className="text-xs text-soft">{sourceLabel(one.source)}</span>
        </span>
      ))}
    </span>
  );
}
