import { Link } from "@tanstack/react-router";
import { Info, Play } from "lucide-react";
import { Artwork } from "@/components/Artwork";
import { ProgressLine } from "@/components/MediaCard";
import type { Card, Season } from "@/lib/api";
import { length } from "@/lib/format";
import { dateText } from "@/lib/metadata";
import { WatchedButton } from "./WatchedButton";

type SeasonEpisode = Season["episodes"][number];

/** The episodes of a season. A click plays one; beside it are its page, and whether it was watched. */
export function Episodes({ episodes, nextId }: { episodes: SeasonEpisode[]; nextId?: number | undefined }) {
  return (
    <ol className="flex flex-col gap-1">
      {episodes.map((episode) => (
        <EpisodeRow key={episode.id} episode={episode} isNext={episode.id === nextId} />
      ))}
    </ol>
  );
}

/** The name of an episode: its title, or its number. */
export function episodeName(episode: Pick<Card, "episode" | "episode_title">): string {
  return episode.episode_title ?? `Episode ${String(episode.episode ?? "")}`;
}

function EpisodeRow({ episode, isNext }: { episode: SeasonEpisode; isNext: boolean }) {
  const name = episodeName(episode);
  return (
    <li
      className={`group relative flex items-center gap-4 rounded-xl p-3 outline-accent transition hover:bg-surface has-[a[data-play]:focus-visible]:outline-2 ${isNext ? "bg-surface ring-1 ring-accent/60" : ""}`}
    >
      <div className="relative aspect-video w-28 shrink-0 overflow-hidden rounded-lg bg-raised md:w-44">
        <Artwork itemId={episode.id} kind="still" image={episode.pictures.still} width={320} className="size-full" />
        <span className="absolute inset-0 grid place-items-center bg-black/40 opacity-0 transition group-hover:opacity-100">
          <Play className="size-7 fill-white text-white" aria-hidden />
        </span>
        <ProgressLine seconds={episode.seconds} duration={episode.duration} />
      </div>
      <div className="min-w-0 flex-1">
        {isNext && <p className="text-xs font-semibold text-accent">Next to watch</p>}
        <p className="flex gap-2 font-medium">
          <span className="text-soft tabular-nums">{episode.episode}</span>
          <Link to="/play/$id" params={{ id: String(episode.id) }} data-play className="line-clamp-2 outline-none">
            <span className="absolute inset-0 rounded-xl" />
            <span className="sr-only">Play </span>
            {name}
          </Link>
        </p>
        <p className="text-sm text-soft">
          {[length(episode.duration), dateText(episode.air_date, "medium"), episode.missing && "Missing"].filter(Boolean).join(" · ")}
        </p>
        {episode.overview && <p className="mt-1 line-clamp-2 max-w-4xl text-sm text-soft max-sm:hidden">{episode.overview}</p>}
      </div>
      <div className="relative z-10 flex shrink-0 max-sm:-mr-2 max-sm:flex-col">
        <Link
          to="/episode/$id"
          params={{ id: String(episode.id) }}
          aria-label={`About ${name}`}
          title="About this episode"
          className="inline-flex size-10 items-center justify-center rounded-lg text-soft transition hover:bg-raised hover:text-ink"
        >
          <Info className="size-5" aria-hidden />
        </Link>
        <WatchedButton small id={episode.id} watched={episode.watched} name={name} />
      </div>
    </li>
  );
}

/** The episodes while they load. */
export function EpisodesSkeleton() {
  return (
    <div className="flex flex-col gap-1" aria-hidden>
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} className="flex items-center gap-4 p-3">
          <div className="aspect-video w-28 skeleton rounded-lg md:w-44" />
          <div className="h-4 w-40 skeleton rounded" />
        </div>
      ))}
    </div>
  );
}
