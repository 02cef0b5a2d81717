import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Media, RatingOf } from "@/lib/api";
import { count, length } from "@/lib/format";
import { statusText } from "@/lib/metadata";
import { RatingFacts } from "./Ratings";
import { firstVersion } from "./Versions";

const link = "hover:text-ink hover:underline underline-offset-4 decoration-accent";

/** A certification in its frame. */
export function certificationFact(certification: string | null | undefined): ReactNode {
  return certification && <span className="rounded border border-soft/60 px-1.5 py-0.5 text-xs">{certification}</span>;
}

/** Ratings, where there are any. */
export function ratingFact(of: { rating?: number | null; ratings: RatingOf[] }): ReactNode {
  return (typeof of.rating === "number" || of.ratings.length > 0) && <RatingFacts rating={of.rating} ratings={of.ratings} />;
}

/** What the head of a title's page says of it, in short. Year and genres lead to the titles that share them. */
export function titleFacts(media: Media): ReactNode[] {
  const played = media.kind === "movie" ? firstVersion(media).reduce((sum, file) => sum + (file.duration ?? 0), 0) : 0;
  const library = { to: "/library/$id", params: { id: String(media.library_id) } } as const;
  return [
    media.year && (
      <Link {...library} search={{ year_from: media.year, year_to: media.year }} className={link}>
        {years(media)}
      </Link>
    ),
    media.kind === "movie" ? length(played || media.runtime) : seasonsText(media),
    certificationFact(media.certification),
    media.kind === "show" && media.status ? statusText(media.status) : null,
    ratingFact(media),
    media.genres.length > 0 && (
      <span className="flex flex-wrap gap-1.5">
        {media.genres.map((genre) => (
          <Link key={genre} {...library} search={{ genre }} className="rounded-full bg-raised/80 px-2.5 py-0.5 text-xs font-medium text-ink hover:bg-accent hover:text-on-accent">
            {genre}
          </Link>
        ))}
      </span>
    ),
  ].filter(Boolean);
}

/** "1999"; of a show that ran for longer, "2005–2013". */
export function years(media: Pick<Media, "year" | "ended" | "kind">): string {
  const last = media.kind === "show" ? Number(media.ended?.slice(0, 4)) : 0;
  return last && media.year && last > media.year ? `${String(media.year)}–${String(last)}` : String(media.year ?? "");
}

/** "2 seasons and specials". */
export function seasonsText(media: Pick<Media, "seasons">): string {
  const seasons = media.seasons.filter((season) => season.number > 0).length;
  const specials = media.seasons.some((season) => season.number === 0);
  if (seasons === 0) return specials ? "Specials" : "";
  return count(seasons, "season") + (specials ? " and specials" : "");
}
