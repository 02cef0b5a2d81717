import { ArrowRight, LockKeyhole } from "lucide-react";
import type { FieldChange } from "@/lib/api";
import { fieldLabel, sourceLabel, valueText } from "@/lib/metadata";

/** What a title's fields would be, beside what they are; and what stays because a stronger source said it. */
export function Preview({ changes }: { changes: FieldChange[] }) {
  if (changes.length === 0) return <p className="rounded-xl bg-raised/60 p-4 text-sm text-soft">Nothing that is shown changes.</p>;
  return (
    <ul aria-label="What changes" className="divide-y divide-line/60 rounded-xl bg-raised/50 text-sm">
      {changes.map((change) => {
        const [before, after] = [valueText(change.field, change.before), valueText(change.field, change.after)];
        return (
          <li key={change.field} className="grid gap-x-4 gap-y-1 p-3 sm:grid-cols-[8rem_1fr]">
            <span className="font-medium">{fieldLabel(change.field)}</span>
            {change.kept_by ? (
              <span className="min-w-0">
                <span className="line-clamp-3 wrap-anywhere">{before || "Empty"}</span>
                <span className="mt-0.5 flex items-center gap-1.5 text-xs text-soft">
                  <LockKeyhole className="size-3.5 text-accent" aria-hidden />
                  {change.kept_by === "person" ? "Stays: kept by you" : `Stays: from ${sourceLabel(change.kept_by)}`}
                </span>
              </span>
            ) : (
              <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1">
                {before && (
                  <>
                    <del className="line-clamp-2 wrap-anywhere text-soft decoration-soft/60">{before}</del>
                    <ArrowRight className="size-3.5 shrink-0 self-center text-soft" aria-label="becomes" />
                  </>
                )}
                <ins className="line-clamp-3 wrap-anywhere no-underline">{after || "Empty"}</ins>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
