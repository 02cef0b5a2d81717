import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ArrowDownNarrowWide, ArrowUpNarrowWide, FolderSearch } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { Menu, MenuChoice } from "@/components/Menu";
import { ScanStatus } from "@/components/ScanStatus";
import { count } from "@/lib/format";
import { idsQuery, librariesQuery } from "@/lib/queries";
import { Grid, GridSkeleton } from "./Grid";

const sorts = [
  { value: "title", label: "Title", ascending: true },
  { value: "year", label: "Year", ascending: false },
  { value: "added_at", label: "Date added", ascending: false },
];

/** A library as a grid of posters. */
export function LibraryPage() {
  const id = Number(useParams({ from: "/users/framed/library/$id" }).id);
  const [sort, setSort] = useState("title");
  const [ascending, setAscending] = useState(true);
  const { data: libraries } = useQuery(librariesQuery);
  const ids = useQuery(idsQuery(id, sort, ascending));
  const library = libraries?.find((other) => other.id === id);
  if (ids.error) return <Failure error={ids.error} retry={() => void ids.refetch()} />;
  const Direction = ascending ? ArrowUpNarrowWide : ArrowDownNarrowWide;
  return (
    <div className="page pt-6">
      <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="truncate text-xl font-bold tracking-tight">{library?.name ?? " "}</h1>
          <p className="text-sm text-soft">{ids.data ? count(ids.data.length, "title") : " "}</p>
        </div>
        <div className="flex items-center gap-1">
          <Menu trigger={<Button kind="quiet">Sorted by {sorts.find((other) => other.value === sort)?.label.toLowerCase()}</Button>}>
            <MenuChoice
              label="Sort by"
              value={sort}
              onChange={(value) => {
                setSort(value);
                setAscending(sorts.find((other) => other.value === value)?.ascending ?? true);
              }}
              options={sorts}
            />
          </Menu>
          <IconButton label={ascending ? "Ascending; turn around" : "Descending; turn around"} onClick={() => { setAscending(!ascending); }}>
            <Direction className="size-5" />
          </IconButton>
        </div>
      </div>
      {library && (
        <div className="mb-4 empty:hidden">
          <ScanStatus library={library} />
        </div>
      )}
      {!ids.data && <GridSkeleton />}
      {ids.data?.length === 0 && library?.scan && library.scan.state !== "running" && (
        <EmptyState icon={FolderSearch} title="No titles yet" text={library.path ? `Put films into ${library.path}; they appear here by themselves.` : "They appear here as soon as there are some."} />
      )}
      {ids.data && ids.data.length > 0 && <Grid ids={ids.data} />}
    </div>
  );
}
