import { useQuery } from "@tanstack/react-query";
import { ItemArtwork } from "@/components/remote/ItemArtwork";
import type { Steer } from "@/components/remote/useCommand";
import { episodeNumber } from "@/lib/format";
import { episodeQuery, seasonQuery } from "@/lib/queries";

const MOST = 5;

/** The episodes that follow the one that plays, where nothing is queued. */
export function NextEpisodes({ id, steer }: { id: number; steer: Steer }) {
  const { data: episode } = useQuery(episodeQuery(id));
  const { data: season } = useQuery({ ...seasonQuery(episode?.season_id ?? 0), enabled: episode !== undefined });
  const place = season?.episodes.findIndex((other) => other.id === id) ?? -1;
  const same = place < 0 ? [] : (season?.episodes.slice(place + 1, place + 1 + MOST) ?? []);
  const next = same.length > 0 || !episode?.following ? same : [episode.following];
  if (next.length === 0) return null;
  return (
    <section aria-labelledby="following" className="mx-auto mt-8 max-w-3xl">
      <h2 id="following" className="mb-3 text-lg font-semibold">Up next</h2>
      <ol className="flex flex-col gap-2">
        {next.map((other) => (
          <li key={other.id} className="rounded-xl bg-surface ring-1 ring-line">
            <button type="button" title="Play now" onClick={() => { void steer("play_item", { item_id: other.id }); }} className="flex w-full min-w-0 items-center gap-3 rounded-xl p-2 text-left transition hover:bg-raised">
              <ItemArtwork id={other.id} width={160} className="h-12 w-20 shrink-0 rounded-lg" />
              <span className="min-w-0 flex-1 truncate text-sm">
                <span className="font-medium">{episodeNumber(other.season, other.episode)}</span> {other.episode_title}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
