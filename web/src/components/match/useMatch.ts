import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap, type MatchState } from "@/lib/api";
import { count } from "@/lib/format";
import { toast } from "@/lib/toast";
import { undoOf, type Order, type Undo } from "./undo";

const AFFECTED = new Set(["media", "season", "episode", "page", "cards", "ids", "facets", "home", "review", "similar", "collections", "collection", "person", "artwork options"]);

export interface NewMatch {
  provider: string;
  id: string;
  order?: Order | undefined;
  title: string;
}

interface Again {
  mediaIds: number[];
  /** The match of a single title: what a person chose can be had back. */
  before?: MatchState;
}

/** Changes which titles of providers the titles of the library are. What is said of it offers to undo it. */
export function useMatch(onDone?: () => void) {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ predicate: (query) => AFFECTED.has(String(query.queryKey[0])) });
  const undo = useMutation({
    mutationFn: ({ mediaId, how }: { mediaId: number; how: Undo }) => sendUndo(mediaId, how),
    onSuccess: () => toast("Undone."),
    onError: (error) => toast.error(error.message),
    onSettled: refresh,
  });
  const said = (text: string, mediaId: number, before: MatchState | null) =>
    toast(text, { action: { label: "Undo", onClick: () => { undo.mutate({ mediaId, how: undoOf(before) }); } }, duration: 12_000 });
  const choose = useMutation({
    mutationFn: ({ mediaId, to }: { mediaId: number; to: NewMatch }) => put(mediaId, to.provider, to.id, to.order),
    onSuccess: ({ before }, { mediaId, to }) => {
      said(`Matched to ${to.title}.`, mediaId, before);
      onDone?.();
    },
    onSettled: refresh,
  });
  const chooseNone = useMutation({
    mutationFn: (mediaId: number) => remove(mediaId),
    onSuccess: ({ before }, mediaId) => {
      said("The title is at no provider now.", mediaId, before);
      onDone?.();
    },
    onSettled: refresh,
  });
  const accept = useMutation({
    mutationFn: ({ media_id }: { media_id: number; before: MatchState }) =>
      unwrap(client.POST("/api/v1/media/{media_id}/match/accept", { params: { path: { media_id } } })),
    onSuccess: (_, { media_id, before }) => said("The match is right, and stays.", media_id, before),
    onError: (error) => toast.error(error.message),
    onSettled: refresh,
  });
  const again = useMutation({
    mutationFn: ({ mediaIds }: Again) => matchAgain(mediaIds),
    onSuccess: (_, { mediaIds, before }) => {
      const [only] = mediaIds;
      if (only !== undefined && before?.locked) said("The title is matched again.", only, before);
      else toast(`${count(mediaIds.length, "title")} matched again.`);
      onDone?.();
    },
    onSettled: refresh,
  });
  return { choose, chooseNone, accept, again };
}

const put = (media_id: number, provider: string, id: string, order: Order | undefined) =>
  unwrap(client.PUT("/api/v1/media/{media_id}/match", { params: { path: { media_id } }, body: { provider, id, order: order ?? null } }));
const remove = (media_id: number) => unwrap(client.DELETE("/api/v1/media/{media_id}/match", { params: { path: { media_id } } }));
const matchAgain = (ids: number[]) => unwrap(client.POST("/api/v1/media/match/again", { body: { ids } }));

async function sendUndo(mediaId: number, undo: Undo): Promise<void> {
  if (undo.how === "choose") await put(mediaId, undo.provider, undo.id, undo.order);
  else if (undo.how === "none") await remove(mediaId);
  else await matchAgain([mediaId]);
}
