import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Failure } from "@/components/Failure";
import { isFatal, type Media } from "@/lib/api";
import { seasonQuery } from "@/lib/queries";
import { Episodes, EpisodesSkeleton } from "./Episodes";
import { WatchedButton } from "./WatchedButton";

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
            className="relative -mb-px shrink-0 border-b-2 border-transparent px-4 py-3 text-sm font-semibold text-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink"
          >
            {other.title}
            {other.unwatched > 0 && (
              <span className="ml-2 text-xs font-normal text-soft tabular-nums">
                <span aria-hidden>{other.unwatched}</span>
                <span className="sr-only"> ({other.unwatched} unwatched)</span>
              </span>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={chosen.id} className="pt-3">
        <div className="mb-1 flex items-center justify-between gap-3 pl-3 sm:pr-3">
          <Link to="/season/$id" params={{ id: String(chosen.id) }} className="inline-flex items-center gap-1 text-sm font-medium text-soft hover:text-ink">
            About {chosen.title} <ChevronRight className="size-4" aria-hidden />
          </Link>
          <WatchedButton small id={chosen.id} watched={chosen.unwatched === 0} name={chosen.title} />
        </div>
        <SeasonEpisodes seasonId={chosen.id} nextId={media.next_episode?.id} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}

function SeasonEpisodes({ seasonId, nextId }: { seasonId: number; nextId: number | undefined }) {
  const { data: season, error, refetch } = useQuery(seasonQuery(seasonId));
  if (isFatal(error, season)) return <Failure error={error} retry={() => void refetch()} />;
  return season ? <Episodes episodes={season.episodes} nextId={nextId} /> : <EpisodesSkeleton />;
}
