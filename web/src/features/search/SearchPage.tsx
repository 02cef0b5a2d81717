import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { SearchX, Search } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { MediaCard } from "@/components/MediaCard";
import { GridSkeleton } from "@/components/skeletons";
import { isFatal } from "@/lib/api";
import { searchQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";

/** The results of the search box. */
export function SearchPage() {
  const { q = "" } = useSearch({ from: "/users/framed/search" });
  const found = useQuery(searchQuery(q));
  usePageTitle(q.trim() ? `“${q}”` : "Search");
  if (isFatal(found.error, found.data)) return <Failure error={found.error} retry={() => void found.refetch()} />;
  return (
    <div className="page pt-6">
      <h1 className="mb-6 truncate text-xl font-bold tracking-tight">{q.trim() ? `“${q}”` : "Search"}</h1>
      {!q.trim() && <EmptyState icon={Search} title="What are you looking for?" text="Type the first letters of any words in a title. Accents, case and small typos do not matter." />}
      {q.trim() && !found.data && <GridSkeleton />}
      {q.trim() && found.data?.length === 0 && <EmptyState icon={SearchX} title="No results" text="No title matches. Try fewer words." />}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-5 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
        {q.trim() &&
          found.data?.map((card) => (
            <li key={card.id}>
              <MediaCard card={card} />
            </li>
          ))}
      </ul>
    </div>
  );
}
