import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, CircleHelp, Wrench } from "lucide-react";
import type { Library } from "@/lib/api";
import { count } from "@/lib/format";
import { matchCountsQuery, reviewCountsQuery } from "@/lib/review";

/** Links to what of a library needs review: files that are unidentified, doubtful, missing or failed, and doubtful matches. */
export function NeedsReview({ library }: { library: Library }) {
  return (
    <>
      <FilesToReview library={library} />
      <MatchesToReview library={library} />
    </>
  );
}

/** A link to the titles whose match is doubtful. Nothing if there are none. */
function MatchesToReview({ library }: { library: Library }) {
  const { data } = useQuery(matchCountsQuery(library.id));
  if (!data || data.doubtful === 0) return null;
  return (
    <Link
      to="/library/$id/fix"
      params={{ id: String(library.id) }}
      search={{ tab: "matches" }}
      className="mt-3 flex items-center gap-3 rounded-xl bg-raised/60 px-4 py-3 text-sm hover:bg-raised"
    >
      <CircleHelp className="size-4 shrink-0 text-accent" aria-hidden />
      <span className="min-w-0 flex-1 font-medium">{count(data.doubtful, "title has a doubtful match", "titles have a doubtful match")}</span>
      <ChevronRight className="size-4 text-soft" aria-hidden />
    </Link>
  );
}

/** A link to the files of a library that need review. Nothing if there are none. */
function FilesToReview({ library }: { library: Library }) {
  const { data } = useQuery(reviewCountsQuery(library.id));
  if (!data) return null;
  const parts = (["unidentified", "doubtful", "missing", "failed"] as const).filter((state) => data[state] > 0).map((state) => `${String(data[state])} ${state}`);
  const total = data.unidentified + data.doubtful + data.missing + data.failed;
  if (total === 0) return null;
  return (
    <Link
      to="/library/$id/fix"
      params={{ id: String(library.id) }}
      className="mt-3 flex items-center gap-3 rounded-xl bg-raised/60 px-4 py-3 text-sm hover:bg-raised"
    >
      <Wrench className="size-4 shrink-0 text-accent" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="font-medium">{count(total, "file needs", "files need")} review</span>
        <span className="text-soft"> · {parts.join(", ")}</span>
      </span>
      <ChevronRight className="size-4 text-soft" aria-hidden />
    </Link>
  );
}
