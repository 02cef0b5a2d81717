import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Check, Play } from "lucide-react";
import { Failure } from "@/components/Failure";
import { ProgressLine } from "@/components/MediaCard";
import { Artwork } from "@/components/Artwork";
import type { Card, Media } from "@/lib/api";
import { length } from "@/lib/format";
import { seasonQuery } from "@/lib/queries";

/** The seasons of a show as tabs, each with its episodes. */
export function Seasons({ media }: { media: Media }) {
  const { season } = useSearch({ from: "/users/framed/media/$id" });
  const navigate = useNavigate({ from: "/media/$id" });
  const next = media.seasons.find((other) => other.number === media.next_episode?.season);
  const chosen = media.seasons.find((other) => other.id === season) ?? next ?? media.seasons[0];
  if (!chosen) return null;
  return (
    <Tabs.Root
      value={chosen.id}
      onValueChange={(id: number) => void navigate({ search: { season: id }, replace: true, resetScroll: false })}
    >
      <Tabs.List aria-label="Seasons" className="flex no-scrollbar gap-1 overflow-x-auto border-b border-line">
        {media.seasons.map((other) => (
          <Tabs.Tab
            key={other.id}
            value={other.id}
            className="-mb-px shrink-0 border-b-2 border-transparent px-4 py-3 text-sm font-semibold text-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink"
          >
            {other.title}
            {other.unwatched > 0 && <span className="ml-2 text-xs font-normal text-soft tabular-nums">{other.unwatched}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={chosen.id} className="pt-4">
        <Episodes seasonId={chosen.id} nextId={media.next_episode?.id} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}

function Episodes({ seasonId, nextId }: { seasonId: number; nextId: number | undefined }) {
  const { data: season, error, refetch } = useQuery(seasonQuery(seasonId));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!season)
    return (
      <div className="flex flex-col gap-3">
        {Array.from({ length: 4 }, (_, index) => (
          <div key={index} className="h-24 skeleton rounded-xl" />
        ))}
      </div>
    );
  return (
    <ol className="flex flex-col gap-1">
      {season.episodes.map((episode) => (
        <EpisodeRow key={episode.id} episode={episode} isNext={episode.id === nextId} />
      ))}
    </ol>
  );
}

function EpisodeRow({ episode, isNext }: { episode: Card; isNext: boolean }) {
  const name = episode.episode_title ?? `Episode ${String(episode.episode ?? "")}`;
  return (
    <li className={`group relative flex items-center gap-4 rounded-xl p-3 transition hover:bg-surface ${isNext ? "bg-surface ring-1 ring-accent/60" : ""}`}>
      <div className="relative aspect-video w-32 shrink-0 overflow-hidden rounded-lg bg-raised md:w-44">
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
          <Link to="/play/$id" params={{ id: String(episode.id) }} className="line-clamp-2">
            <span className="absolute inset-0 rounded-xl" />
            <span className="sr-only">Play </span>
            {name}
          </Link>
        </p>
        <p className="text-sm text-soft">
          {length(episode.duration)}
          {episode.missing && " · Missing"}
        </p>
      </div>
      {episode.watched && <Check className="size-5 shrink-0 text-good" aria-label="Watched" />}
    </li>
  );
}
