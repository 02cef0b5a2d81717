import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap, type ProviderEpisode } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import { toast } from "@/lib/toast";

type EpisodeNumber = Pick<ProviderEpisode, "season" | "number">;

/** Changes which of a provider's episodes an episode of the library is. What is said of it offers to undo it. */
export function useEpisodeMatch(episodeId: number, onDone: () => void) {
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ predicate: ({ queryKey }) => ["episode", "season", "media", "home"].includes(String(queryKey[0])) });
  const undo = useMutation({
    mutationFn: (before: EpisodeNumber | null) => (before ? put(episodeId, before) : remove(episodeId)),
    onSuccess: () => toast("Undone."),
    onError: (error) => toast.error(error.message),
    onSettled: refresh,
  });
  const said = (text: string, before: EpisodeNumber | null) => {
    toast(text, { action: { label: "Undo", onClick: () => { undo.mutate(before); } }, duration: 12_000 });
    onDone();
  };
  const choose = useMutation({
    mutationFn: (to: EpisodeNumber) => put(episodeId, to),
    onSuccess: ({ before }, to) => { said(`Matched to ${episodeNumber(to.season, to.number)}.`, before); },
    onSettled: refresh,
  });
  const forget = useMutation({
    mutationFn: () => remove(episodeId),
    onSuccess: ({ before }) => { said("Dim finds the episode by its number again.", before); },
    onSettled: refresh,
  });
  return { choose, forget };
}

const put = (episode_id: number, { season, number }: EpisodeNumber) =>
  unwrap(client.PUT("/api/v1/episode/{episode_id}/match", { params: { path: { episode_id } }, body: { season, number } }));
const remove = (episode_id: number) => unwrap(client.DELETE("/api/v1/episode/{episode_id}/match", { params: { path: { episode_id } } }));
