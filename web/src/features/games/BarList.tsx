import type { ReactNode } from "react";

interface Bar {
  key: string | number;
  label: ReactNode;
  value: number;
  /** The value for people. */
  text: string;
}

/** Values as horizontal bars, the largest fills the width. */
export function BarList({ bars }: { bars: Bar[] }) {
  const most = Math.max(...bars.map((bar) => bar.value), 1);
  return (
    <ul className="grid grid-cols-[minmax(0,2fr)_3fr] sm:grid-cols-[minmax(0,16rem)_1fr] items-center gap-x-4 gap-y-2 text-sm">
      {bars.map((bar) => (
        <li key={bar.key} className="contents">
          <span className="truncate">{bar.label}</span>
          <span className="flex min-w-0 items-center gap-3">
            <span className="h-5 min-w-1 rounded-md bg-accent" style={{ width: `${String((bar.value / most) * 75)}%` }} aria-hidden />
            <span className="shrink-0 text-soft tabular-nums">{bar.text}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
