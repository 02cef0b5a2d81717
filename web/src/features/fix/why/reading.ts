import { asText } from "@/components/identify/episodes";
import type { Library, NewFix, ReadName } from "@/lib/api";

/** A reading of a name in words: "Season 4, episode 9 of Some Show". */
export function inWords(reading: ReadName): string {
  const work = reading.year ? `${reading.title} (${String(reading.year)})` : reading.title;
  const part = reading.part == null ? "" : `, part ${String(reading.part)}`;
  switch (reading.kind) {
    case "movie":
      return `The movie ${work}${part}${reading.edition ? `, ${reading.edition}` : ""}`;
    case "episode":
      return `${episodeInWords(reading)} of ${work}${part}`;
    case "sample":
      return `A sample of ${work}`;
    case "extra": {
      const kind = !reading.extra || reading.extra === "other" ? "extra" : reading.extra === "behind the scenes" ? "look behind the scenes" : reading.extra;
      return `${/^[aeiou]/.test(kind) ? "An" : "A"} ${kind} of ${work}`;
    }
  }
}

function episodeInWords(reading: ReadName): string {
  const { season, episodes, absolute, date } = reading;
  if (episodes.length === 0) {
    if (date) return `The episode of ${day(date)}`;
    return season == null ? "An episode without a number" : `Season ${String(season)}`;
  }
  const word = episodes.length > 1 ? "episodes" : "episode";
  const numbers = asText(episodes).replace("-", "–");
  const over = countsOverAll(reading) ? ` (${asText(absolute).replace("-", "–")} over all seasons)` : "";
  if (season === 0) return `Special${episodes.length > 1 ? "s" : ""} ${numbers}${over}`;
  const [first = "", ...rest] = season == null ? word : `season ${String(season)}, ${word}`;
  return `${first.toUpperCase()}${rest.join("")} ${numbers}${over}`;
}

/** Whether a reading has a number over all seasons that says more than its episode: "102", read as season 1, episode 2, has none. */
export function countsOverAll({ season, episodes, absolute }: ReadName): boolean {
  const inOne = season != null && absolute[0] === season * 100 + (episodes[0] ?? 0);
  return absolute.length > 0 && !inOne && asText(absolute) !== asText(episodes);
}

function day(date: string): string {
  const parsed = new Date(`${date}T00:00:00`);
  return Number.isNaN(parsed.getTime()) ? date : parsed.toLocaleDateString("en", { dateStyle: "long" });
}

/** Why a file of a library cannot be identified as a reading says, and what to do if that is right; undefined: it can. */
export function whyNotUsable(reading: ReadName, library: Pick<Library, "type">): string | undefined {
  if (reading.kind === "extra" || reading.kind === "sample") return "If that is right, ignore the file.";
  if (reading.kind === "movie" && library.type === "show") return "If that is right, move the file to a library of movies.";
  if (reading.kind === "episode" && library.type === "movie") return "If that is right, move the file to a library of shows.";
  if (reading.kind === "episode" && reading.episodes.length === 0 && !reading.date) return "It does not say which episode the file is.";
  return undefined;
}

/** The fix that identifies a file as a reading says. An episode with a date has the number that the server counts it by. */
export function asFix(reading: ReadName, fileId: number): NewFix {
  const named = { action: "identify" as const, title: reading.title, year: reading.year ?? null };
  if (reading.kind !== "episode") return { ...named, files: [{ id: fileId, episodes: [] }] };
  const [year = 1, month = 0, dayOfMonth = 0] = (reading.date ?? "").split("-").map(Number);
  const numbers =
    reading.date && reading.episodes.length === 0
      ? { season: year, episodes: [month * 100 + dayOfMonth] }
      : { season: reading.season ?? 1, episodes: reading.episodes };
  return { ...named, files: [{ id: fileId, ...numbers }] };
}

/** How much a piece of evidence counts, in words, from its weight in natural log-odds. */
export function strength(weight: number): string {
  const size = Math.abs(weight);
  const how = size >= 3 ? "strongly" : size >= 1 ? "clearly" : "slightly";
  return `speaks ${how} ${weight < 0 ? "against it" : "for it"}`;
}

/** The group of colours of a field. */
export function colourOf(field: string | undefined): "title" | "date" | "number" | "other" | undefined {
  if (field === undefined) return undefined;
  if (["title", "titles", "country"].includes(field)) return "title";
  if (["year", "date"].includes(field)) return "date";
  return ["season", "episodes", "absolute", "part"].includes(field) ? "number" : "other";
}
