import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { Failure } from "@/components/Failure";
import { TitleSkeleton } from "@/components/skeletons";
import { isFatal, type Media } from "@/lib/api";
import { count, length } from "@/lib/format";
import { mediaQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { EditMedia } from "./EditMedia";
import { Extras } from "./Extras";
import { Hero } from "./Hero";
import { MissingFiles } from "./MissingFiles";
import { PlayButtons } from "./PlayButtons";
import { Seasons } from "./Seasons";
import { firstVersion, Versions } from "./Versions";

/** The page of a movie or show. */
export function MediaPage() {
  const id = Number(useParams({ from: "/users/framed/media/$id" }).id);
  const { data: media, error, refetch } = useQuery(mediaQuery(id));
  usePageTitle(media && (media.year ? `${media.title} (${String(media.year)})` : media.title), error);
  if (isFatal(error, media)) return <Failure error={error} retry={() => void refetch()} />;
  if (!media) return <TitleSkeleton />;
  return (
    <article key={media.id}>
      <Hero
        backdrop={{ itemId: media.id, kind: "backdrop", image: media.pictures.backdrop }}
        poster={{ itemId: media.id, image: media.pictures.poster }}
        title={media.title}
        original={media.original_title}
        others={media.other_titles}
        tagline={media.tagline}
        facts={facts(media)}
        overview={media.overview}
      >
        <PlayButtons media={media} />
        <EditMedia media={media} />
      </Hero>
      <div className="page flex flex-col gap-8 pt-8">
        {media.missing && <MissingFiles media={media} />}
        {media.kind === "show" && <Seasons media={media} />}
        {media.kind === "movie" && <Versions media={media} />}
        <Extras extras={media.extras} itemId={media.id} />
      </div>
    </article>
  );
}

function facts(media: Media) {
  const extent = media.kind === "movie" ? length(firstVersion(media).reduce((sum, file) => sum + (file.duration ?? 0), 0)) : seasonsText(media);
  return [
    media.year,
    extent,
    media.certification && <span className="rounded border border-soft/60 px-1.5 py-0.5 text-xs">{media.certification}</span>,
    typeof media.rating === "number" && (
      <span className="flex items-center gap-1 text-ink">
        <Star className="size-4 fill-accent text-accent" aria-hidden />
        <span className="sr-only">Rating: </span>
        {media.rating.toFixed(1)}
        <span className="sr-only"> of 10</span>
      </span>
    ),
    ...media.genres,
  ].filter(Boolean);
}

/** "2 seasons and specials". */
export function seasonsText(media: Pick<Media, "seasons">): string {
  const seasons = media.seasons.filter((season) => season.number > 0).length;
  const specials = media.seasons.some((season) => season.number === 0);
  if (seasons === 0) return specials ? "Specials" : "";
  return count(seasons, "season") + (specials ? " and specials" : "");
}
