import { ChevronDown } from "lucide-react";
import { useId } from "react";
import { inputClass } from "./Field";

interface Props<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: { value: T; label: string }[];
  hint?: string | undefined;
}

/** A labelled native select, which phones and TVs handle best. */
export function Select<T extends string>({ label, value, onChange, options, hint }: Props<T>) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <select
          id={id}
          value={value}
          onChange={(event) => { onChange(event.currentTarget.value as T); }}
          className={`${inputClass} appearance-none pr-10`}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-soft" aria-hidden />
      </div>
      {hint && <p className="text-sm text-soft">{hint}</p>}
    </div>
  );
}
