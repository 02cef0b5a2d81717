import { Minus, Plus } from "lucide-react";
import { useId, type ReactNode } from "react";
import { fieldNames } from "@/components/identify/fields";
import type { ReadName } from "@/lib/api";
import { count } from "@/lib/format";
import { colourOf, countsOverAll, inWords, strength } from "./reading";

const SHOWN = 5;
const fields = ["title", "year", "season", "episodes", "absolute", "date", "part"];
const text = { title: "text-mark-title", date: "text-mark-date", number: "text-mark-number", other: "text-mark-other" };

interface Props {
  path: string;
  heading: string;
  reading: ReadName;
  /** Whether it is the one that was not chosen. */
  quiet?: boolean;
  /** The weight of the strongest evidence of all readings that are compared. */
  strongest: number;
  onPoint: (span: { start: number; end: number } | undefined) => void;
  children?: ReactNode;
}

/** One way to read a name: what the file is then, how certain that is, and the evidence, the strongest first. */
export function ReadingCard({ path, heading, reading, quiet = false, strongest, onPoint, children }: Props) {
  const id = useId();
  const [first, rest] = [reading.evidence.slice(0, SHOWN), reading.evidence.slice(SHOWN)];
  const named = [reading.title, `${reading.title} (${String(reading.year)})`];
  const own = reading.episode_title && !named.includes(reading.episode_title) ? reading.episode_title : undefined;
  const others = reading.titles.filter((title) => title !== reading.title);
  const list = (entries: ReadName["evidence"]) => (
    <ul className="flex flex-col gap-3">
      {entries.map((one, index) => (
        <EvidenceLine key={index} path={path} one={one} share={Math.abs(one.weight) / strongest} onPoint={onPoint} />
      ))}
    </ul>
  );
  return (
    <section aria-labelledby={id} className={`flex h-full flex-col gap-4 rounded-xl p-5 ring-1 ring-line ${quiet ? "" : "bg-raised/40"}`}>
      <div>
        <h3 id={id} className="text-sm text-soft">
          {heading}
        </h3>
        <p className="mt-1 text-lg font-semibold wrap-anywhere">{inWords(reading)}</p>
        {own && <p className="mt-0.5 text-sm wrap-anywhere">“{own}”</p>}
        {others.length > 0 && <p className="mt-0.5 text-sm wrap-anywhere text-soft">Also called {others.map((title) => `“${title}”`).join(", ")}</p>}
      </div>
      <Confidence of={reading} />
      {reading.evidence.length === 0 ? (
        <p className="text-sm text-soft">There is no evidence for it but the name as a whole.</p>
      ) : (
        <div className="flex flex-col gap-3">
          {list(first)}
          {rest.length > 0 && (
            <details>
              <summary className="cursor-pointer rounded py-1 text-sm font-medium text-soft hover:text-ink">{count(rest.length, "more reason")}</summary>
              <div className="mt-3">{list(rest)}</div>
            </details>
          )}
        </div>
      )}
      {children && <div className="mt-auto pt-1">{children}</div>}
    </section>
  );
}

function Confidence({ of }: { of: ReadName }) {
  const shown = countsOverAll(of) ? fields : fields.filter((field) => field !== "absolute");
  const known = shown.flatMap((field) => (of.confidence[field] === undefined ? [] : [{ field, value: of.confidence[field] }]));
  if (known.length === 0) return null;
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-2 text-sm" aria-label="How certain it is">
      {known.map(({ field, value }) => (
        <div key={field} className="flex items-baseline gap-1.5">
          <dt className="text-soft first-letter:uppercase">{fieldNames([field])}</dt>
          <dd className={`font-semibold tabular-nums ${value >= 0.9 ? "text-good" : value >= 0.6 ? "text-accent" : "text-danger"}`}>
            {Math.round(Math.min(1, Math.max(0, value)) * 100)}%
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface LineProps {
  path: string;
  one: ReadName["evidence"][number];
  /** Its weight as a share of the strongest. */
  share: number;
  onPoint: Props["onPoint"];
}

function EvidenceLine({ path, one, share, onPoint }: LineProps) {
  const { field, says, because, start, end, weight } = one;
  const span = start == null || end == null ? undefined : { start, end };
  const quoted = span && [...path].slice(span.start, span.end).join("");
  const colour = colourOf(field) ?? "other";
  const Sign = weight < 0 ? Minus : Plus;
  return (
    <li className="flex gap-3 text-sm" onMouseEnter={() => { onPoint(span); }} onMouseLeave={() => { onPoint(undefined); }}>
      <Sign className={`mt-0.5 size-4 shrink-0 ${weight < 0 ? "text-danger" : text[colour]}`} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className={`wrap-anywhere ${quoted ? "" : "first-letter:uppercase"}`}>
          {quoted && quoted !== says && <span className={`font-semibold ${text[colour]}`}>{quoted}: </span>}
          <span className="font-medium">{says}</span>
        </p>
        <p className="wrap-anywhere text-soft first-letter:uppercase">
          {because}
          <span className="sr-only">, {strength(weight)}</span>
        </p>
        <div className="mt-1.5 h-1 rounded-full bg-line" aria-hidden>
          <div className={`h-1 rounded-full ${weight < 0 ? "bg-danger" : bars[colour]}`} style={{ width: `${String(Math.max(3, Math.round(share * 100)))}%` }} />
        </div>
      </div>
    </li>
  );
}

const bars = { title: "bg-mark-title", date: "bg-mark-date", number: "bg-mark-number", other: "bg-mark-other" };
