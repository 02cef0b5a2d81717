import { CircleCheckBig, CircleHelp, CircleX, LockKeyhole } from "lucide-react";
import type { MatchState } from "@/lib/api";
import { matchText, sourceLabel } from "@/lib/metadata";

/** How sure Dim is, as a badge: an icon, a word and a percentage. */
export function MatchBadge({ match }: { match: MatchState }) {
  const [Icon, style] = match.locked
    ? ([LockKeyhole, "text-accent"] as const)
    : match.state === "certain"
      ? ([CircleCheckBig, "text-good"] as const)
      : match.state === "doubtful"
        ? ([CircleHelp, "text-accent"] as const)
        : ([CircleX, "text-danger"] as const);
  return (
    <span className={`inline-flex items-center gap-1.5 text-sm font-semibold ${style}`}>
      <Icon className="size-4" aria-hidden />
      {matchText(match)}
      {match.score > 0 && !match.locked && <span className="font-normal text-soft">{percent(match.score)}</span>}
    </span>
  );
}

/** A score of 0 to 1 as "83%". */
export function percent(score: number): string {
  return `${String(Math.round(score * 100))}%`;
}

/** What Dim takes a title for now, why, and what fitted second best. */
export function CurrentMatch({ match, onRunnerUp }: { match: MatchState; onRunnerUp?: (() => void) | undefined }) {
  const other = match.runner_up;
  return (
    <section aria-label="Current match" className="rounded-xl bg-raised/60 p-4 text-sm">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <MatchBadge match={match} />
        {match.provider && (
          <span className="text-soft">
            {sourceLabel(match.provider)} {match.id}
          </span>
        )}
      </div>
      {match.reasons.length > 0 && <p className="mt-1.5 first-letter:uppercase">{match.reasons.join(", ")}</p>}
      {match.error && <p className="mt-1.5 text-danger">{match.error}</p>}
      {other && (
        <p className="mt-1.5 text-soft">
          Next best: {other.title}
          {other.year ? ` (${String(other.year)})` : ""}, {sourceLabel(other.provider)}, {percent(other.score)}{" "}
          {onRunnerUp && (
            <button type="button" onClick={onRunnerUp} className="font-medium text-accent underline underline-offset-4">
              Use this one
            </button>
          )}
        </p>
      )}
    </section>
  );
}
