import { useQuery } from "@tanstack/react-query";
import { History as Icon, Undo2 } from "lucide-react";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { isFatal, type FixEntry } from "@/lib/api";
import { ago, count } from "@/lib/format";
import { fixesQuery } from "@/lib/review";
import { useFix } from "@/components/identify/useFix";

const words: Record<string, string> = {
  identify: "Identified as",
  split: "Split off as",
  merge: "Merged as",
  accept: "Accepted",
  ignore: "Ignored",
  release: "Returned to the scanner",
  forget: "Forgotten",
};

/** All fixes, the latest first; each can be undone. */
export function History({ libraryId }: { libraryId: number }) {
  const { data, error, refetch } = useQuery(fixesQuery(libraryId));
  const { undo } = useFix(libraryId);
  if (isFatal(error, data)) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <div className="h-40 skeleton rounded-2xl" />;
  if (data.length === 0) return <EmptyState icon={Icon} title="No fixes yet" text="Fixes that you make are listed here, and can be undone." />;
  return (
    <ul className="flex flex-col divide-y divide-line">
      {data.map((entry) => (
        <li key={entry.id} className="flex items-center gap-4 py-3">
          <div className="min-w-0 flex-1">
            <p className={`truncate text-sm font-medium ${entry.undone ? "line-through opacity-70" : ""}`}>{said(entry)}</p>
            <p className="text-sm text-soft">
              {count(entry.files, "file")} · {ago(entry.created_at)}
              {entry.undone && " · undone"}
            </p>
          </div>
          {!entry.undone && (
            <Button kind="quiet" disabled={undo.isPending} onClick={() => { undo.mutate(entry.id); }}>
              <Undo2 className="size-4" aria-hidden /> Undo
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function said(entry: FixEntry): string {
  return [words[entry.action] ?? entry.action, entry.title && `“${entry.title}”`].filter(Boolean).join(" ");
}
