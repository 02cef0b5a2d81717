import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, RotateCcw, SearchCheck, X } from "lucide-react";
import { useState } from "react";
import { Artwork } from "@/components/Artwork";
import { Button, IconButton } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { MatchBadge } from "@/components/match/CurrentMatch";
import { FixMatchDialog } from "@/components/match/FixMatchDialog";
import { useMatch } from "@/components/match/useMatch";
import { ListSkeleton } from "@/components/skeletons";
import type { Library, ReviewedTitle } from "@/lib/api";
import { count } from "@/lib/format";
import { sourceLabel } from "@/lib/metadata";
import { matchCountsQuery, matchReviewQuery } from "@/lib/review";
import { toast } from "@/lib/toast";

type State = "doubtful" | "none";

const empty: Record<State, [string, string]> = {
  doubtful: ["No doubtful matches", "Titles of which Dim is not sure which title of a provider they are appear here."],
  none: ["Every title has a match", "Titles that no provider knows appear here, with the reason."],
};

/** Titles whose match needs review: doubtful ones, and those that no provider knows. One is fixed by hand, several are matched again. */
export function Matches({ library }: { library: Library }) {
  const [state, setState] = useState<State>("doubtful");
  const { data: counts } = useQuery(matchCountsQuery(library.id));
  return (
    <>
      <div role="group" aria-label="Which matches" className="mb-3 flex gap-2">
        {(["doubtful", "none"] as const).map((one) => (
          <Button key={one} kind={one === state ? "primary" : "plain"} aria-pressed={one === state} onClick={() => { setState(one); }}>
            {one === "doubtful" ? "Doubtful" : "No match"} {counts && <span className="tabular-nums">{counts[one].toLocaleString("en")}</span>}
          </Button>
        ))}
      </div>
      <List key={state} library={library} state={state} />
    </>
  );
}

function List({ library, state }: { library: Library; state: State }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(matchReviewQuery(library.id, state));
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [fixing, setFixing] = useState<ReviewedTitle>();
  const { again, accept } = useMatch(() => { setSelected(new Set()); });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  const titles = data.pages.flat();
  const chosen = titles.filter(({ title }) => selected.has(title.id));
  const select = (id: number, on: boolean) => {
    const next = new Set(selected);
    if (on) next.add(id);
    else next.delete(id);
    setSelected(next);
  };
  const dialog = fixing && (
    <FixMatchDialog title={{ ...fixing.title, year: fixing.title.year ?? null, match: fixing.match }} onClose={() => { setFixing(undefined); }} />
  );
  if (titles.length === 0)
    return (
      <>
        <EmptyState icon={CircleCheck} title={empty[state][0]} text={empty[state][1]} />
        {dialog}
      </>
    );
  return (
    <>
      <div className="mb-2 flex min-h-12 flex-wrap items-center gap-x-4 gap-y-2">
        <Checkbox
          label={chosen.length > 0 ? `${count(chosen.length, "title")} selected` : "Select all shown"}
          checked={chosen.length > 0 && chosen.length === titles.length}
          onChange={(on) => { setSelected(new Set(on ? titles.map(({ title }) => title.id) : [])); }}
        />
        {chosen.length > 0 && (
          <div role="toolbar" aria-label="For the selected titles" className="flex items-center gap-2">
            <Button
              kind="primary"
              disabled={again.isPending}
              onClick={() => { again.mutate({ mediaIds: chosen.slice(0, 200).map(({ title }) => title.id) }, { onError: (problem) => toast.error(problem.message) }); }}
            >
              <RotateCcw className="size-4" aria-hidden /> {again.isPending ? "Matching …" : "Match again"}
            </Button>
            <IconButton label="Clear selection" onClick={() => { setSelected(new Set()); }}>
              <X className="size-5" />
            </IconButton>
          </div>
        )}
      </div>
      <ul aria-label={`Matches: ${state}`} className="flex flex-col gap-3">
        {titles.map((one) => (
          <li key={one.title.id}>
            <Entry one={one} selected={selected.has(one.title.id)} onSelect={(on) => { select(one.title.id, on); }} onFix={() => { setFixing(one); }} onAccept={() => { accept.mutate({ media_id: one.title.id, before: one.match }); }} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mx-auto mt-6 flex" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      {dialog}
    </>
  );
}

interface EntryProps {
  one: ReviewedTitle;
  selected: boolean;
  onSelect: (on: boolean) => void;
  onFix: () => void;
  onAccept: () => void;
}

function Entry({ one: { title, match }, selected, onSelect, onFix, onAccept }: EntryProps) {
  const name = title.year ? `${title.title} (${String(title.year)})` : title.title;
  return (
    <div className="flex items-center gap-4 rounded-xl bg-surface p-4 max-sm:flex-wrap">
      <Checkbox isLabelHidden label={`Select ${name}`} checked={selected} onChange={onSelect} />
      <span className="aspect-2/3 w-12 shrink-0 overflow-hidden rounded-md bg-raised">
        <Artwork itemId={title.id} kind="poster" image={title.pictures.poster} width={96} className="size-full" />
      </span>
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Link to="/media/$id" params={{ id: String(title.id) }} className="font-medium wrap-anywhere hover:text-accent">
            {name}
          </Link>
          <MatchBadge match={match} />
          {match.provider && (
            <span className="text-sm text-soft">
              {sourceLabel(match.provider)} {match.id}
            </span>
          )}
        </p>
        {match.reasons.length > 0 && <p className="text-sm text-soft first-letter:uppercase">{match.reasons.join(", ")}</p>}
        {match.runner_up && (
          <p className="text-sm text-soft">
            Next best: {match.runner_up.title}
            {match.runner_up.year ? ` (${String(match.runner_up.year)})` : ""}, {sourceLabel(match.runner_up.provider)} {match.runner_up.id}
          </p>
        )}
      </div>
      {match.provider && (
        <Button className="max-sm:w-full" aria-label={`It is right: ${name}`} onClick={onAccept}>
          <CircleCheck className="size-4" aria-hidden /> It is right
        </Button>
      )}
      <Button className="max-sm:w-full" aria-label={`Fix match of ${name}`} onClick={onFix}>
        <SearchCheck className="size-4" aria-hidden /> Fix match
      </Button>
    </div>
  );
}
