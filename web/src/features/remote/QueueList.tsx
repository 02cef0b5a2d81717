import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { IconButton } from "@/components/Button";
import { ItemArtwork } from "@/components/remote/ItemArtwork";
import { useCommand } from "@/components/remote/useCommand";
import { client, unwrap } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import { cardsQuery } from "@/lib/queries";
import type { Player, PlayerState } from "@/lib/remote/players";

/** What comes after what plays, where something was queued. */
export function QueueList({ player, state }: { player: Player; state: PlayerState }) {
  const queryClient = useQueryClient();
  const steer = useCommand(player.id);
  const { data: queue } = useQuery({
    queryKey: ["queue", player.id, state.queue_version],
    queryFn: () => unwrap(client.GET("/api/v1/player/{player_id}/queue", { params: { path: { player_id: player.id } } })),
    placeholderData: (before) => before,
  });
  const rest = queue?.items.slice(queue.place + 1) ?? [];
  const shown = rest.filter((id) => id > 0);
  const { data: cards } = useQuery({ ...cardsQuery(queryClient, shown), enabled: shown.length > 0 });
  if (rest.length === 0) return null;
  const without = (place: number) => {
    const kept = rest.filter((_, other) => other !== place);
    void steer("queue", { items: kept.filter((id) => id > 0), mode: "rest" });
  };
  return (
    <section aria-labelledby="queue" className="mx-auto mt-8 max-w-3xl">
      <h2 id="queue" className="mb-3 text-lg font-semibold">Up next</h2>
      <ol className="flex flex-col gap-2">
        {rest.map((id, place) => {
          const card = cards?.find((other) => other.id === id);
          return (
            <li key={`${String(id)} ${String(place)}`} className="flex items-center gap-3 rounded-xl bg-surface p-2 ring-1 ring-line">
              <ItemArtwork id={id > 0 ? id : null} width={160} className="h-12 w-20 shrink-0 rounded-lg" />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{card?.title ?? "Not shared with you"}</span>
                {card?.kind === "episode" && <span className="block truncate text-xs text-soft">{episodeNumber(card.season, card.episode)} {card.episode_title}</span>}
              </span>
              <IconButton label={`Remove ${card?.title ?? "this"} from the queue`} onClick={() => { without(place); }}>
                <X className="size-4" />
              </IconButton>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
