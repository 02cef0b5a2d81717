import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronLeft, Lock } from "lucide-react";
import { useEffect, useRef } from "react";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { ScanStatus } from "@/components/ScanStatus";
import { isFatal, manages } from "@/lib/api";
import { librariesQuery, meQuery } from "@/lib/queries";
import { matchCountsQuery, reviewCountsQuery, type ReviewState } from "@/lib/review";
import { usePageTitle } from "@/lib/title";
import { Duplicates } from "./Duplicates";
import { Matches } from "./Matches";
import { ReviewList } from "./ReviewList";
import { History } from "./History";

const states: { value: ReviewState; label: string }[] = [
  { value: "unidentified", label: "Unidentified" },
  { value: "doubtful", label: "Doubtful" },
  { value: "missing", label: "Missing" },
  { value: "failed", label: "Failed" },
];
const tabClass =
  "-mb-px flex shrink-0 items-center gap-2 border-b-2 border-transparent px-4 py-3 text-sm font-semibold text-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink";

const others = [
  { value: "matches" as const, label: "Matches" },
  { value: "duplicates" as const, label: "Duplicates" },
  { value: "extras" as const, label: "Extras and samples" },
  { value: "ignored" as const, label: "Ignored" },
  { value: "history" as const, label: "History" },
];
/** Filter and fix: the files of a library that need review, each with its reason, and those that are hidden. For owners and admins. */
export function FixPage() {
  const id = Number(useParams({ from: "/users/framed/library/$id/fix" }).id);
  const { tab } = useSearch({ from: "/users/framed/library/$id/fix" });
  const navigate = useNavigate({ from: "/library/$id/fix" });
  const { data: me } = useQuery(meQuery);
  const { data: libraries } = useQuery(librariesQuery);
  const { data: counts, error, refetch } = useQuery({ ...reviewCountsQuery(id), enabled: manages(me) });
  const { data: matches } = useQuery({ ...matchCountsQuery(id), enabled: manages(me) });
  const library = libraries?.find((other) => other.id === id);
  usePageTitle(library && `Filter and fix · ${library.name}`);
  const first = states.find((state) => (counts?.[state.value] ?? 0) > 0)?.value;
  const undecided = tab === undefined;
  useEffect(() => {
    if (undecided && first) void navigate({ search: { tab: first }, replace: true }); // keeps this tab open when its last file is fixed
  }, [undecided, first, navigate]);
  const value = tab ?? first ?? "unidentified";
  const list = useRef<HTMLDivElement>(null);
  const counted = Boolean(counts); // the counts widen the tabs
  useEffect(() => {
    const active = list.current?.querySelector<HTMLElement>("[data-active]");
    if (list.current && active) list.current.scrollLeft = active.offsetLeft - (list.current.clientWidth - active.offsetWidth) / 2;
  }, [value, counted]);
  if (me && !manages(me))
    return <EmptyState icon={Lock} title="For owners and admins only" text="Ask the owner of this server if a title is wrong." />;
  if (isFatal(error, counts)) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className="page pt-6">
      <Link to="/library/$id" params={{ id: String(id) }} className="mb-1 -ml-1 inline-flex items-center gap-1 text-sm text-soft hover:text-ink">
        <ChevronLeft className="size-4" aria-hidden /> {library?.name ?? "Library"}
      </Link>
      <h1 className="mb-4 text-xl font-bold tracking-tight">Filter and fix</h1>
      {library && (
        <div className="mb-4 empty:hidden">
          <ScanStatus library={library} />
        </div>
      )}
      <Tabs.Root value={value} onValueChange={(next: string) => void navigate({ search: { tab: next }, replace: true, resetScroll: false })}>
        <Tabs.List ref={list} className="relative mb-3 flex no-scrollbar gap-1 overflow-x-auto border-b border-line">
          {[...states, ...others].map((entry) => (
            <Tabs.Tab key={entry.value} value={entry.value} className={tabClass}>
              {entry.label}
              {entry.value === "matches" && matches && matches.doubtful > 0 && (
                <span className="rounded-full bg-raised px-2 py-0.5 text-xs tabular-nums">{matches.doubtful.toLocaleString("en")}</span>
              )}
              {counts && entry.value in counts && counts[entry.value as ReviewState] > 0 && (
                <span className="rounded-full bg-raised px-2 py-0.5 text-xs tabular-nums">{counts[entry.value as ReviewState].toLocaleString("en")}</span>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {library && (
          <>
            {[...states.map((state) => state.value), "extras" as const, "ignored" as const].map((state) => (
              <Tabs.Panel key={state} value={state}>
                <ReviewList library={library} state={state} />
              </Tabs.Panel>
            ))}
            <Tabs.Panel value="matches">
              <Matches library={library} />
            </Tabs.Panel>
            <Tabs.Panel value="duplicates" className="pt-3">
              <Duplicates library={library} />
            </Tabs.Panel>
            <Tabs.Panel value="history">
              <History libraryId={id} />
            </Tabs.Panel>
          </>
        )}
      </Tabs.Root>
    </div>
  );
}
