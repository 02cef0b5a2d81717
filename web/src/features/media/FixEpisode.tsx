import { useQuery } from "@tanstack/react-query";
import { SearchCheck, SearchX } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { inputClass } from "@/components/Field";
import { FormProblem } from "@/components/FormProblem";
import { useEpisodeMatch } from "@/components/match/useEpisodeMatch";
import { Modal } from "@/components/Modal";
import { client, manages, unwrap, type Episode, type ProviderEpisode } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import { dateText, sourceLabel } from "@/lib/metadata";
import { meQuery } from "@/lib/queries";

interface Props {
  episode: Episode;
  /** Its number and title. */
  name: string;
}

/** Says which of its show's provider's episodes an episode is; for owners and admins, where the show is at a provider. */
export function FixEpisode({ episode, name }: Props) {
  const { data: me } = useQuery(meQuery);
  const [isOpen, setOpen] = useState(false);
  if (!manages(me)) return null;
  return (
    <>
      <IconButton label={`Fix match of ${name}`} className="size-12! bg-raised/70" onClick={() => { setOpen(true); }}>
        <SearchCheck className="size-5" />
      </IconButton>
      {isOpen && <FixEpisodeDialog episode={episode} name={name} onClose={() => { setOpen(false); }} />}
    </>
  );
}

function FixEpisodeDialog({ episode, name, onClose }: Props & { onClose: () => void }) {
  const [words, setWords] = useState("");
  const { data, error, isPending } = useQuery({
    queryKey: ["episode", episode.id, "match"],
    queryFn: () => unwrap(client.GET("/api/v1/episode/{episode_id}/match", { params: { path: { episode_id: episode.id } } })),
    retry: false,
  });
  const { choose, forget } = useEpisodeMatch(episode.id, onClose);
  const isBusy = choose.isPending || forget.isPending;
  const found = (data?.episodes ?? []).filter((one) => contains(one, words));
  const isCurrent = (one: ProviderEpisode) => one.season === data?.current?.season && one.number === data.current.number;
  return (
    <Modal open wide keepsNothing onOpenChange={(open) => { if (!open) onClose(); }} title={`Fix match of “${name}”`}>
      <div className="flex flex-col gap-4">
        {data && (
          <p className="text-sm text-soft">
            {data.is_chosen ? "A person chose the episode." : data.current ? "Dim found the episode by its number." : "No episode fits its number."} Choose which
            episode of {sourceLabel(data.provider)} the file really holds; its own number stays.
          </p>
        )}
        {data && data.episodes.length > 0 && (
          <label className="flex flex-col gap-1.5 text-sm font-medium">
            Search in this show
            <input type="search" className={inputClass} value={words} onChange={(event) => { setWords(event.currentTarget.value); }} placeholder="Title, number or date" />
          </label>
        )}
        {isPending && <div className="h-64 skeleton rounded-xl" aria-busy="true" />}
        {data && found.length === 0 && (
          <p className="flex items-center gap-3 rounded-xl bg-raised/60 p-4 text-sm text-soft">
            <SearchX className="size-5 shrink-0" aria-hidden />
            {words ? "No episode of this show matches." : `${sourceLabel(data.provider)} knows no episodes of this show.`}
          </p>
        )}
        {found.length > 0 && (
          <ul aria-label="Episodes" className="flex max-h-[55vh] flex-col gap-1 overflow-y-auto">
            {found.map((one) => (
              <li key={`${String(one.season)} ${String(one.number)}`}>
                <button
                  type="button"
                  disabled={isBusy}
                  onClick={() => { choose.mutate(one); }}
                  className="grid w-full grid-cols-[4.5rem_1fr] gap-x-3 rounded-lg px-3 py-2.5 text-left transition hover:bg-raised focus-visible:bg-raised"
                >
                  <span className="text-sm text-soft tabular-nums">{episodeNumber(one.season, one.number)}</span>
                  <span className="min-w-0">
                    <span className="flex flex-wrap items-baseline gap-x-2">
                      <span className="font-medium wrap-anywhere">{one.title ?? `Episode ${String(one.number)}`}</span>
                      <span className="text-sm text-soft">{dateText(one.air_date)}</span>
                      {isCurrent(one) && <span className="rounded bg-good/15 px-1.5 text-xs font-medium text-good">Current</span>}
                    </span>
                    {one.overview && <span className="mt-0.5 line-clamp-2 text-sm text-soft">{one.overview}</span>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <FormProblem error={error ?? choose.error ?? forget.error} />
        {data?.is_chosen && (
          <div className="border-t border-line/60 pt-4">
            <Button disabled={isBusy} onClick={() => { forget.mutate(); }}>
              Find it by its number
            </Button>
          </div>
        )}
      </div>
    </Modal>
  );
}

/** Whether an episode has all words in its number, title or date. */
function contains(one: ProviderEpisode, words: string): boolean {
  const text = `${episodeNumber(one.season, one.number)} ${one.title ?? ""} ${dateText(one.air_date)} ${one.air_date ?? ""}`.toLocaleLowerCase();
  return words.toLocaleLowerCase().split(/\s+/).every((word) => text.includes(word));
}
