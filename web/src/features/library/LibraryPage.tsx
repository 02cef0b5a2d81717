import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { FilterX, FolderSearch, ShieldCheck } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { GridSkeleton } from "@/components/skeletons";
import { ScanStatus } from "@/components/ScanStatus";
import { NeedsReview } from "@/components/NeedsReview";
import { isFatal, manages, type Library, type Me } from "@/lib/api";
import { isGames } from "@/lib/games";
import { librariesQuery, meQuery, type ListOptions } from "@/lib/queries";
import { matchCountsQuery, reviewCountsQuery } from "@/lib/review";
import { usePageTitle } from "@/lib/title";
import { Controls } from "./Controls";
import { active, ActiveFilters } from "./Filters";
import { Grid } from "./Grid";
import { pageQuery } from "./source";

/** A library as a grid of posters, sorted and filtered as its URL says. */
export function LibraryPage() {
  const id = Number(useParams({ from: "/users/framed/library/$id" }).id);
  const search = useSearch({ from: "/users/framed/library/$id" });
  const navigate = useNavigate({ from: "/library/$id" });
  const list: ListOptions = { ...search, sort: search.sort ?? "title", ascending: search.ascending ?? true };
  const change = (next: Partial<ListOptions>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const libraries = useQuery(librariesQuery);
  const { data: me } = useQuery(meQuery);
  const page = useQuery(pageQuery(id, list));
  const review = useQuery({ ...reviewCountsQuery(id), enabled: manages(me) });
  const matches = useQuery({ ...matchCountsQuery(id), enabled: manages(me) });
  const library = libraries.data?.find((other) => other.id === id);
  usePageTitle(library?.name, page.error);
  if (isFatal(page.error, page.data)) return <Failure error={page.error} retry={() => void page.refetch()} />;
  // what is above the grid comes with it, so that the grid does not move
  const isComplete = !libraries.isPending && !(manages(me) && (review.isPending || matches.isPending));
  const shown = isComplete ? page.data : undefined;
  const filtered = active(list).length > 0;
  return (
    <div className="page pt-6">
      <Controls name={library?.name} source={id} games={isGames(library?.type)} total={page.data?.total} list={list} onChange={change} />
      <ActiveFilters list={list} onChange={change} />
      {library && shown && (
        <div className="mb-4 empty:hidden">
          <ScanStatus library={library} />
          {manages(me) && <NeedsReview library={library} />}
        </div>
      )}
      {!shown && <GridSkeleton />}
      {shown?.total === 0 && filtered && <EmptyState icon={FilterX} title="No matching titles" text="Remove a filter to see more." />}
      {shown?.total === 0 && !filtered && <NoTitles library={library} me={me} />}
      {shown && shown.total > 0 && <Grid source={id} list={list} first={shown.cards} total={shown.total} />}
    </div>
  );
}

/** A library in which the user sees no titles: why, and what to do. While the first scan runs, where they will appear. */
function NoTitles({ library, me }: { library: Library | undefined; me: Me | undefined }) {
  if (me && me.age_limit !== null)
    return (
      <EmptyState
        icon={ShieldCheck}
        title="Nothing for you here yet"
        text={`Titles that are certified for ${me.age_limit === 0 ? "all ages" : `age ${String(me.age_limit)}`} appear here. Ask the grown-up who looks after Dim.`}
      />
    );
  if (!library || !library.scan || library.scan.state === "running")
    return (
      <div aria-busy="true">
        <p role="status" className="mb-4 text-sm text-soft">
          Titles appear here as the scan finds them.
        </p>
        <GridSkeleton />
      </div>
    );
  return <EmptyState icon={FolderSearch} title="No titles yet" text={emptyText(library)} />;
}

/** What to do about a library without titles. Only owners and admins see its folders. */
function emptyText(library: Library): string {
  if (isGames(library.type)) return "Games appear here as soon as their launcher knows some.";
  if (library.paths.length > 1) return "Add files to one of its folders; they appear here automatically.";
  return library.path ? `Add files to ${library.path}; they appear here automatically.` : "Titles appear here as soon as there are some.";
}
