import { useState } from "react";
import { imageUrl, type MatchCandidate } from "@/lib/api";
import { sourceLabel } from "@/lib/metadata";
import { percent } from "./CurrentMatch";

interface Props {
  candidates: MatchCandidate[];
  onChoose: (candidate: MatchCandidate) => void;
  /** The provider and id that are chosen now: "tmdb 603". */
  current: string;
}

/** What a search found at providers, the best first. A click shows what would change. */
export function Candidates({ candidates, onChoose, current }: Props) {
  return (
    <ul aria-label="Found" className="flex flex-col gap-2">
      {candidates.map((one) => (
        <li key={`${one.provider} ${one.id}`}>
          <button
            type="button"
            onClick={() => { onChoose(one); }}
            className="flex w-full gap-4 rounded-xl bg-raised/50 p-3 text-left transition hover:bg-raised hover:ring-2 hover:ring-accent"
          >
            <Poster candidate={one} className="w-16 sm:w-20" />
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-semibold wrap-anywhere">{one.title}</span>
                {one.year && <span className="text-soft tabular-nums">{one.year}</span>}
                {`${one.provider} ${one.id}` === current && <span className="rounded bg-good/15 px-1.5 text-xs font-medium text-good">Current</span>}
              </span>
              {one.original_title && one.original_title !== one.title && <span className="block truncate text-sm text-soft">{one.original_title}</span>}
              {one.overview && <span className="mt-1 line-clamp-2 text-sm">{one.overview}</span>}
              <span className="mt-1 block text-xs text-soft">
                {sourceLabel(one.provider)} · {percent(one.score)}
                {one.reasons.length > 0 && ` · ${one.reasons.join(", ")}`}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A candidate's poster by way of this server; where there is none, its name as one. */
export function Poster({ candidate, className = "" }: { candidate: Pick<MatchCandidate, "title" | "year" | "poster_path">; className?: string }) {
  const [failed, setFailed] = useState(false);
  return (
    <span aria-hidden className={`block aspect-2/3 shrink-0 self-start overflow-hidden rounded-lg bg-linear-to-br from-line to-surface ring-1 ring-line/60 ${className}`}>
      {candidate.poster_path && !failed ? (
        <img src={imageUrl(candidate.poster_path, 160)} alt="" loading="lazy" decoding="async" onError={() => { setFailed(true); }} className="size-full object-cover" />
      ) : (
        <span className="flex size-full flex-col items-center justify-center gap-1 p-1.5 text-center text-xs text-soft">
          <span className="line-clamp-4 font-semibold wrap-anywhere text-ink">{candidate.title}</span>
          {candidate.year}
        </span>
      )}
    </span>
  );
}
