import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Failure } from "@/components/Failure";
import { Artwork } from "@/components/Artwork";
import { TitleSkeleton } from "@/components/skeletons";
import type { Media } from "@/lib/api";
import { length } from "@/lib/format";
import { mediaQuery } from "@/lib/queries";
import { EditMedia } from "./EditMedia";
import { Extras } from "./Extras";
import { MissingFiles } from "./MissingFiles";
import { PlayButtons } from "./PlayButtons";
import { Seasons } from "./Seasons";
import { firstVersion, Versions } from "./Versions";

/** The page of a movie or show. */
export function MediaPage() {
  const id = Number(useParams({ from: "/users/framed/media/$id" }).id);
  const { data: media, error, refetch } = useQuery(mediaQuery(id));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!media) return <TitleSkeleton />;
  return (
    <article key={media.id}>
      <Hero media={media} />
      <div className="page flex flex-col gap-8 pt-8">
        {media.missing && <MissingFiles media={media} />}
        {media.kind === "show" && <Seasons media={media} />}
        {media.kind === "movie" && <Versions media={media} />}
        <Extras extras={media.extras} itemId={media.id} />
      </div>
    </article>
  );
}

function Hero({ media }: { media: Media }) {
  const { poster, backdrop } = media.pictures;
  const facts = [
    media.year,
    media.kind === "movie" ? length(firstVersion(media).reduce((sum, file) => sum + (file.duration ?? 0), 0)) : `${String(media.seasons.length)} ${media.seasons.length === 1 ? "season" : "seasons"}`,
    media.certification,
    ...media.genres,
  ].filter(Boolean);
  return (
    <div className="relative isolate overflow-hidden">
      <div className="absolute inset-0 -z-10 h-full">
        <Artwork itemId={media.id} kind="backdrop" image={backdrop} width={960} eager className="size-full opacity-60 [&_img]:object-[50%_25%]" />
        <div className="absolute inset-0 bg-linear-to-t from-ground via-ground/80 to-ground/30" />
        <div className="absolute inset-0 hidden bg-linear-to-r from-ground/90 to-transparent md:block" />
      </div>
      <div className="page flex gap-8 pt-28 pb-2 md:pt-40">
        <div className="hidden aspect-2/3 w-52 shrink-0 overflow-hidden rounded-xl bg-raised shadow-2xl ring-1 ring-line sm:block">
          <Artwork itemId={media.id} kind="poster" image={poster} width={320} eager className="size-full" />
        </div>
        <div className="flex min-w-0 flex-col justify-end gap-4">
          <h1 className="text-xl leading-tight font-bold tracking-tight text-balance break-words md:text-2xl">{media.title}</h1>
          <p className="flex flex-wrap gap-x-3 gap-y-1 text-sm text-soft">
            {facts.map((fact) => (
              <span key={String(fact)}>{fact}</span>
            ))}
          </p>
          {media.overview && <p className="max-w-3xl">{media.overview}</p>}
          <div className="flex flex-wrap gap-3">
            <PlayButtons media={media} />
            <EditMedia media={media} />
          </div>
        </div>
      </div>
    </div>
  );
}
