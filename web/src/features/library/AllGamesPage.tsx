import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FilterX, Gamepad2 } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { GridSkeleton } from "@/components/skeletons";
import { isFatal } from "@/lib/api";
import { meQuery, type ListOptions } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { Controls } from "./Controls";
import { active, ActiveFilters } from "./Filters";
import { Grid } from "./Grid";
import { pageQuery } from "./source";

/** The games of all libraries, one card for each game with copies, sorted and filtered as the URL says. */
export function AllGamesPage() {
  const search = useSearch({ from: "/users/framed/games" });
  const navigate = useNavigate({ from: "/games" });
  const list: ListOptions = { ...search, sort: search.sort ?? "title", ascending: search.ascending ?? true };
  const change = (next: Partial<ListOptions>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  const { data: me } = useQuery(meQuery);
  const page = useQuery(pageQuery("games", list));
  usePageTitle("All games", page.error);
  if (isFatal(page.error, page.data)) return <Failure error={page.error} retry={() => void page.refetch()} />;
  const shown = page.data;
  const filtered = active(list).length > 0;
  return (
    <div className="page pt-6">
      <Controls name="All games" source="games" games total={shown?.total} list={list} onChange={change} />
      <ActiveFilters list={list} onChange={change} />
      {!shown && <GridSkeleton />}
      {shown?.total === 0 && filtered && <EmptyState icon={FilterX} title="No matching games" text="Remove a filter to see more." />}
      {shown?.total === 0 && !filtered && (
        <EmptyState
          icon={Gamepad2}
          title="No games yet"
          text={me && me.age_limit !== null ? "Games that are certified for your age appear here." : "The games of all libraries appear here as soon as their launchers know some."}
        />
      )}
      {shown && shown.total > 0 && <Grid source="games" list={list} first={shown.cards} total={shown.total} />}
    </div>
  );
}
