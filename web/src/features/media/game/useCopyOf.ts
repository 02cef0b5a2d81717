import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap, type Media } from "@/lib/api";
import { toast } from "@/lib/toast";

/** A game, and of what it was a copy before. */
interface Changed {
  game: number;
  before: { game_id: number | null; by_hand: boolean };
}

const path = (game_id: number) => ({ path: { game_id } });

async function put(game: number, of: number | null): Promise<Changed> {
  return { game, before: await unwrap(client.PUT("/api/v1/game/{game_id}/copy-of", { params: path(game), body: { game_id: of } })) };
}

async function takeBack({ game, before }: Changed) {
  if (before.by_hand) await put(game, before.game_id);
  else await unwrap(client.DELETE("/api/v1/game/{game_id}/copy-of", { params: path(game) }));
}

/** All copies of a game, itself first. */
const all = (media: Media) => [media.id, ...(media.copies ?? []).map((copy) => copy.id)];

/** Takes a copy from its game, or joins two games with all their copies: the fewer go to the others. Both can be undone. */
export function useCopyOf() {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ predicate: ({ queryKey }) => ["media", "similar", "page", "ids", "home", "search"].includes(String(queryKey[0])) });
  const undo = useMutation({
    mutationFn: async (changed: Changed[]) => {
      for (const one of [...changed].reverse()) await takeBack(one);
    },
    onSuccess: () => { toast("It is as it was before."); },
    onError: (error) => { toast.error(error.message); },
    onSettled: refresh,
  });
  const done = async (text: string, changed: Changed[]) => {
    toast(text, { action: { label: "Undo", onClick: () => { undo.mutate(changed); } } });
    await refresh();
  };
  const split = useMutation({
    mutationFn: (game: number) => put(game, null),
    onSuccess: (changed) => done("They are two games now.", [changed]),
    onError: (error) => { toast.error(error.message); },
  });
  const join = useMutation({
    mutationFn: async ({ media, other }: { media: Media; other: number }) => {
      const theirs = all(await unwrap(client.GET("/api/v1/media/{media_id}", { params: { path: { media_id: other } } })));
      const mine = all(media);
      const [moved, to] = theirs.length <= mine.length ? [theirs, media.id] : [mine, other];
      const changed: Changed[] = [];
      for (const game of moved) changed.push(await put(game, to));
      return changed;
    },
    onSuccess: (changed) => done("They are one game now.", changed),
  });
  return { split, join };
}
