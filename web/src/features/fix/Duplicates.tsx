import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CopyCheck, ScanSearch } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { Checkbox } from "@/components/Checkbox";
import { client, isFatal, unwrap, type Library } from "@/lib/api";
import { count } from "@/lib/format";
import { duplicatesQuery, runsQuery } from "@/lib/review";
import { DuplicateGroup } from "./DuplicateGroup";

/** The duplicates of a library, side by side. */
export function Duplicates({ library }: { library: Library }) {
  return (
    <div className="flex flex-col gap-6">
      <Search libraryId={library.id} />
      <Groups library={library} />
    </div>
  );
}

/** Starts the search for identical files, and shows its progress. */
function Search({ libraryId }: { libraryId: number }) {
  const queryClient = useQueryClient();
  const { data: runs } = useQuery(runsQuery(libraryId));
  const run = runs?.find((other) => other.flag === "duplicatescan");
  const open = run?.state === "running" || run?.state === "waiting";
  const start = useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/library/{library_id}/run", { params: { path: { library_id: libraryId } }, body: { flag: "duplicatescan" } })),
    onError: (error) => toast.error(error.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["runs", libraryId] }),
  });
  return (
    <div className="flex items-center gap-4">
      <Button disabled={open || start.isPending} onClick={() => { start.mutate(); }} className="h-11">
        <ScanSearch className="size-4" aria-hidden /> Search for identical files
      </Button>
      <p role="status" className="text-sm text-soft">
        {open ? `Comparing ${String(run.done)} of ${String(run.found)} …` : run?.state === "failed" ? run.error : run ? "Search finished." : ""}
      </p>
    </div>
  );
}

function Groups({ library }: { library: Library }) {
  const { data: groups, error, refetch } = useQuery(duplicatesQuery(library.id));
  const [withKept, setWithKept] = useState(false);
  if (isFatal(error, groups)) return <Failure error={error} retry={() => void refetch()} />;
  if (!groups)
    return (
      <div className="flex flex-col gap-4">
        {Array.from({ length: 3 }, (_, index) => (
          <div key={index} className="h-40 skeleton rounded-2xl" />
        ))}
      </div>
    );
  const kept = groups.filter((group) => group.kept).length;
  const shown = withKept ? groups : groups.filter((group) => !group.kept);
  return (
    <>
      {kept > 0 && <Checkbox label={`Show ${count(kept, "group")} that you keep`} checked={withKept} onChange={setWithKept} />}
      {shown.length === 0 && (
        <EmptyState icon={CopyCheck} title="No duplicates" text="Identical files, and versions of one movie or episode, appear here side by side." />
      )}
      <ul className="flex flex-col gap-6">
        {shown.map((group) => (
          <li key={`${group.kind} ${group.files.map((file) => file.id).join(",")}`}>
            <DuplicateGroup library={library} group={group} />
          </li>
        ))}
      </ul>
    </>
  );
}
