import { Field as Base } from "@base-ui/react/field";
import type { InputHTMLAttributes, ReactNode } from "react";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  error?: string | undefined;
  hint?: string;
  /** What stands beside the label. */
  aside?: ReactNode;
  /** The number of lines of a text area. */
  rows?: number;
}

export const inputClass =
  "h-11 w-full rounded-lg border border-line bg-ground px-3 text-base text-ink placeholder:text-soft focus:border-accent focus:outline-2 focus:outline-accent";

/** A labelled input with its error or hint. */
export function Field({ label, error, hint, aside, name, rows, ...rest }: Props) {
  return (
    <Base.Root name={name} invalid={Boolean(error)} className="flex flex-col gap-1.5">
      {aside ? (
        <div className="flex items-center justify-between gap-3">
          <Base.Label className="text-sm font-medium">{label}</Base.Label>
          {aside}
        </div>
      ) : (
        <Base.Label className="text-sm font-medium">{label}</Base.Label>
      )}
      {rows ? (
        <Base.Control render={<textarea rows={rows} />} {...(rest as object)} className={`${inputClass} h-auto py-2`} />
      ) : (
        <Base.Control {...(rest as object)} className={inputClass} />
      )}
      {error ? (
        <Base.Error match className="text-sm text-danger">
          {error}
        </Base.Error>
      ) : (
        hint && <Base.Description className="text-sm text-soft">{hint}</Base.Description>
      )}
    </Base.Root>
  );
}
