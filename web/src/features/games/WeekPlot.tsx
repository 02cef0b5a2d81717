import type { PlayedWeek } from "@/lib/api";
import { count, day } from "@/lib/format";

const WEEK = 7 * 86_400;
const MOST = 52;

/** Weeks as columns: how many games were last played in each of the last year's. */
export function WeekPlot({ weeks }: { weeks: PlayedWeek[] }) {
  const last = weeks.at(-1)?.begins;
  if (last === undefined) return <p className="text-sm text-soft">The launcher does not say when.</p>;
  const byWeek = new Map(weeks.map((week) => [week.begins, week.games]));
  const begins = Array.from({ length: MOST }, (_, place) => last - (MOST - 1 - place) * WEEK);
  const most = Math.max(...begins.map((begin) => byWeek.get(begin) ?? 0), 1);
  return (
    <figure>
      <ul className="flex h-32 items-end gap-0.5 sm:gap-1">
        {begins.map((begin) => {
          const games = byWeek.get(begin) ?? 0;
          const text = `Week of ${day(begin)}: ${count(games, "game")}`;
          return (
            <li key={begin} title={text} className="flex h-full flex-1 items-end">
              <span className="sr-only">{text}</span>
              <span className={`w-full rounded-t ${games ? "bg-accent" : "bg-line/60"}`} style={{ height: games ? `${String((games / most) * 100)}%` : "2px" }} aria-hidden />
            </li>
          );
        })}
      </ul>
      <figcaption className="mt-2 flex justify-between text-xs text-soft">
        <span>{day(begins[0] ?? last)}</span>
        <span>{day(last)}</span>
      </figcaption>
    </figure>
  );
}
