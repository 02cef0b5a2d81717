import { useQuery, useQueryClient } from "@tanstack/react-query";
import { client, unwrap, type Card } from "@/lib/api";
import { cardsQuery } from "@/lib/queries";
import type { Player, PlayerState } from "@/lib/remote/players";

export interface QueueView {
  /** What comes after what plays; 0 stands for what is not shared with this user. */
  rest: number[];
  hasPrevious: boolean;
  hasNext: boolean;
  card: (id: number) => Card | undefined;
  /** Whether the cards are on their way, or could not be read: what is missing may be shared after all. */
  isLoading: boolean;
}

/** What comes before and after what plays on a player. An episode always has neighbours to try; anything else those in the queue. */
export function useQueue(player: Player, state: PlayerState): QueueView {
  const queryClient = useQueryClient();
  const { data: queue } = useQuery({
    queryKey: ["queue", player.id, state.queue_version],
    queryFn: () => unwrap(client.GET("/api/v1/player/{player_id}/queue", { params: { path: { player_id: player.id } } })),
    placeholderData: (before) => before,
  });
  const rest = queue?.items.slice(queue.place + 1) ?? [];
  const shown = [...new Set([state.item_id ?? 0, ...rest])].filter((id) => id > 0);
  const { data: cards, isPlaceholderData } = useQuery({ ...cardsQuery(queryClient, shown), enabled: shown.length > 0, placeholderData: (before) => before });
  const card = (id: number) => cards?.find((other) => other.id === id);
  const isEpisode = state.item_id !== null && card(state.item_id)?.kind === "episode";
  return { rest, card, isLoading: shown.length > 0 && (cards === undefined || isPlaceholderData), hasPrevious: isEpisode || (queue?.place ?? 0) > 0, hasNext: isEpisode || rest.length > 0 };
}
