import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, RotateCcw, Search, SearchX, Unlink } from "lucide-react";
import { useEffect, useState } from "react";
import { client, unwrap, type MatchCandidate, type MatchState } from "@/lib/api";
import { librariesQuery, providersQuery } from "@/lib/queries";
import { Button } from "../Button";
import { inputClass } from "../Field";
import { FormProblem } from "../FormProblem";
import { Modal } from "../Modal";
import { Select } from "../Select";
import { Candidates, Poster } from "./Candidates";
import { CurrentMatch } from "./CurrentMatch";
import { Preview } from "./Preview";
import { asOrder, type Order } from "./undo";
import { useMatch } from "./useMatch";

export interface FixedTitle {
  id: number;
  kind: string;
  library_id: number;
  title: string;
  year?: number | null;
  match: MatchState;
}

type Candidate = Pick<MatchCandidate, "provider" | "id" | "title" | "year" | "overview" | "poster_path">;

/** Says which title of a provider a movie or show is: search, see what would change, apply. */
export function FixMatchDialog({ title, onClose }: { title: FixedTitle; onClose: () => void }) {
  const [chosen, setChosen] = useState<Candidate>();
  const [first] = useState<Asked>(() => firstQuestion(title));
  const [asked, setAsked] = useState(first);
  const search = useSearchAtProviders(title.id);
  const { mutate } = search;
  useEffect(() => { mutate(first); }, [mutate, first]);
  const name = title.year ? `${title.title} (${String(title.year)})` : title.title;
  return (
    <Modal open wide keepsNothing onOpenChange={(open) => { if (!open) onClose(); }} title={`Fix match of “${name}”`}>
      {chosen ? (
        <ChosenCandidate title={title} candidate={chosen} onBack={() => { setChosen(undefined); }} onDone={onClose} />
      ) : (
        <div className="flex flex-col gap-4">
          <CurrentMatch match={title.match} onRunnerUp={title.match.runner_up ? () => { setChosen(title.match.runner_up ?? undefined); } : undefined} />
          <SearchForm title={title} asked={asked} onChange={setAsked} isSearching={search.isPending} onSearch={() => { search.mutate(asked); }} />
          <FormProblem error={search.error} />
          {search.data?.failures.map((failure) => (
            <p key={failure} role="alert" className="text-sm text-danger">
              {failure}
            </p>
          ))}
          {search.isPending && <CandidatesSkeleton />}
          {!search.isPending && search.data && search.data.candidates.length === 0 && <NothingFound title={title} />}
          {!search.isPending && search.data && (
            <Candidates candidates={search.data.candidates} current={`${title.match.provider ?? ""} ${title.match.id ?? ""}`} onChoose={setChosen} />
          )}
          <Otherwise title={title} onDone={onClose} />
        </div>
      )}
    </Modal>
  );
}

interface Asked {
  title: string;
  year: string;
  provider: string;
}

/** What is searched for at first. The year of a match that may be wrong would hide the right title. */
function firstQuestion({ title, year, match }: FixedTitle): Asked {
  return { title, year: match.provider ? "" : String(year ?? ""), provider: "" };
}

function useSearchAtProviders(mediaId: number) {
  return useMutation({
    mutationFn: ({ title, year, provider }: Asked) =>
      unwrap(
        client.POST("/api/v1/media/{media_id}/match/search", {
          params: { path: { media_id: mediaId } },
          body: { title: title.trim(), year: /^\d{4}$/.test(year.trim()) ? Number(year) : null, providers: provider ? [provider] : null },
        }),
      ),
  });
}

interface SearchProps {
  title: FixedTitle;
  asked: Asked;
  onChange: (asked: Asked) => void;
  isSearching: boolean;
  onSearch: () => void;
}

/** Title, year, and which of the library's providers are asked. */
function SearchForm({ title, asked, onChange, isSearching, onSearch }: SearchProps) {
  const { data: providers } = useQuery(providersQuery);
  const { data: libraries } = useQuery(librariesQuery);
  const used = libraries?.find((library) => library.id === title.library_id)?.providers ?? [];
  const choices = providers?.filter((one) => used.includes(one.name) && one.is_ready && one.kinds.includes(title.kind)) ?? [];
  return (
    <form
      role="search"
      aria-label="Search at providers"
      className="grid grid-cols-[1fr_6rem] items-end gap-3 sm:grid-cols-[1fr_6rem_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onSearch();
      }}
    >
      <label className="flex flex-col gap-1.5 text-sm font-medium">
        Title
        <input className={inputClass} value={asked.title} required maxLength={500} onChange={(event) => { onChange({ ...asked, title: event.currentTarget.value }); }} />
      </label>
      <label className="flex flex-col gap-1.5 text-sm font-medium">
        Year
        <input className={inputClass} value={asked.year} inputMode="numeric" pattern="(18|19|20|21)[0-9]{2}" title="Four digits" onChange={(event) => { onChange({ ...asked, year: event.currentTarget.value }); }} />
      </label>
      <Button type="submit" kind="primary" className="h-11! max-sm:col-span-2" disabled={isSearching || !asked.title.trim()}>
        <Search className="size-4" aria-hidden /> Search
      </Button>
      {choices.length > 1 && (
        <div className="col-span-full">
          <Select
            label="Search at"
            value={asked.provider}
            onChange={(provider) => { onChange({ ...asked, provider }); }}
            options={[{ value: "", label: "All providers of this library" }, ...choices.map((one) => ({ value: one.name, label: one.label }))]}
          />
        </div>
      )}
    </form>
  );
}

function CandidatesSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-2">
      {Array.from({ length: 3 }, (_, place) => (
        <div key={place} className="h-32 skeleton rounded-xl" />
      ))}
    </div>
  );
}

function NothingFound({ title }: { title: FixedTitle }) {
  const { data: providers } = useQuery(providersQuery);
  const { data: libraries } = useQuery(librariesQuery);
  const used = libraries?.find((library) => library.id === title.library_id)?.providers ?? [];
  const canAsk = !providers || providers.some((one) => used.includes(one.name) && one.is_ready && one.kinds.includes(title.kind));
  return (
    <div className="flex items-start gap-3 rounded-xl bg-raised/60 p-4 text-sm text-soft">
      <SearchX className="size-5 shrink-0" aria-hidden />
      {canAsk ? (
        <p>No provider has such a title. Try fewer words, the original title, or no year.</p>
      ) : (
        <p>
          No provider is switched on for this library.{" "}
          <Link to="/settings" search={{ tab: "libraries" }} className="font-medium text-accent underline underline-offset-4">
            Choose providers in the library’s settings
          </Link>
          .
        </p>
      )}
    </div>
  );
}

/** What can be said without choosing one of the candidates. */
function Otherwise({ title, onDone }: { title: FixedTitle; onDone: () => void }) {
  const { chooseNone, again } = useMatch(onDone);
  const isBusy = chooseNone.isPending || again.isPending;
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line/60 pt-4">
      <Button disabled={isBusy} onClick={() => { chooseNone.mutate(title.id); }}>
        <Unlink className="size-4" aria-hidden /> None of these
      </Button>
      <Button kind="quiet" disabled={isBusy} onClick={() => { again.mutate({ mediaIds: [title.id], before: title.match }); }}>
        <RotateCcw className="size-4" aria-hidden /> Match again
      </Button>
      <FormProblem error={chooseNone.error ?? again.error} />
    </div>
  );
}

interface ChosenProps {
  title: FixedTitle;
  candidate: Candidate;
  onBack: () => void;
  onDone: () => void;
}

const orders: { value: Order; label: string }[] = [
  { value: "aired", label: "As aired" },
  { value: "dvd", label: "As on DVD" },
  { value: "absolute", label: "Absolute numbers" },
];

/** A candidate with what would change; applying it keeps Dim from choosing another one. */
function ChosenCandidate({ title, candidate, onBack, onDone }: ChosenProps) {
  const [order, setOrder] = useState<Order>(asOrder(title.match.order) ?? "aired");
  const { choose } = useMatch(onDone);
  const preview = useQuery({
    queryKey: ["media", title.id, "match preview", candidate.provider, candidate.id],
    queryFn: () =>
      unwrap(
        client.POST("/api/v1/media/{media_id}/match/preview", {
          params: { path: { media_id: title.id } },
          body: { provider: candidate.provider, id: candidate.id },
        }),
      ),
    retry: false,
  });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex gap-4">
        <Poster candidate={candidate} className="w-20" />
        <div className="min-w-0">
          <h3 className="font-semibold wrap-anywhere">
            {candidate.title} {candidate.year && <span className="font-normal text-soft">{candidate.year}</span>}
          </h3>
          {candidate.overview && <p className="mt-1 line-clamp-3 text-sm">{candidate.overview}</p>}
        </div>
      </div>
      {title.kind === "show" && (
        <Select label="Order of episodes" value={order} onChange={setOrder} options={orders} hint="How the files are numbered. Not every provider knows every order." />
      )}
      {preview.isPending && <div className="h-40 skeleton rounded-xl" aria-busy="true" />}
      {preview.data && <Preview changes={preview.data} />}
      <FormProblem error={preview.error ?? choose.error} />
      <div className="flex flex-wrap justify-between gap-2">
        <Button kind="quiet" onClick={onBack}>
          <ChevronLeft className="size-4" aria-hidden /> Back to the search
        </Button>
        <Button
          kind="primary"
          disabled={choose.isPending || preview.isPending || preview.isError}
          onClick={() => {
            const isSaid = title.kind === "show" && (order !== "aired" || Boolean(title.match.order));
            choose.mutate({ mediaId: title.id, to: { provider: candidate.provider, id: candidate.id, title: candidate.title, ...(isSaid && { order }) } });
          }}
        >
          Apply and keep
        </Button>
      </div>
    </div>
  );
}
