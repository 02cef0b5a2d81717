import type { CreditedPerson, MatchState, RatingOf } from "./api";

/** What the UI says about metadata: names of sources, of jobs, of fields; pure. */

interface Source {
  label: string;
  /** What has to be shown where its data is. */
  attribution?: string;
  url?: string;
}

/** The sources that Dim comes with. Others are called by their names. */
const SOURCES: Record<string, Source> = {
  person: { label: "You" },
  nfo: { label: "NFO file" },
  tags: { label: "Tags in the file" },
  name: { label: "File name" },
  scanner: { label: "Scanner" },
  beside: { label: "Beside the file" },
  embedded: { label: "Inside the file" },
  frame: { label: "Frame of the video" },
  imdb: { label: "IMDb", attribution: "Information courtesy of IMDb. Used with permission.", url: "https://www.imdb.com" },
  tmdb: { label: "TMDB", attribution: "This product uses the TMDB API but is not endorsed or certified by TMDB.", url: "https://www.themoviedb.org" },
  tvmaze: { label: "TVmaze", attribution: "Data of shows by TVmaze.com, licensed under CC BY-SA 4.0.", url: "https://www.tvmaze.com" },
  anilist: { label: "AniList", attribution: "Data of anime by AniList.co.", url: "https://anilist.co" },
  wikidata: { label: "Wikidata", attribution: "Facts by Wikidata (CC0).", url: "https://www.wikidata.org" },
  launcher: { label: "On disk" },
  steam: { label: "Steam", attribution: "Data and pictures of games by Steam. Steam is a trademark of Valve Corporation.", url: "https://store.steampowered.com" },
  igdb: { label: "IGDB", attribution: "Data and pictures of games by IGDB.com.", url: "https://www.igdb.com" },
  steamgriddb: { label: "SteamGridDB", attribution: "Artwork of games by SteamGridDB.com.", url: "https://www.steamgriddb.com" },
  metacritic: { label: "Metacritic" },
};

/** Sources that are on this machine: they need no attribution. */
const LOCAL = new Set(["person", "nfo", "tags", "name", "scanner", "provider:scanner", "launcher", "beside", "embedded", "frame", "none"]);

/** What a source is called: "TMDB", "NFO file". */
export function sourceLabel(full: string): string {
  const name = full.replace(/^provider:/, "");
  return SOURCES[name]?.label ?? (name.length <= 4 ? name.toUpperCase() : name.charAt(0).toUpperCase() + name.slice(1));
}

export interface Attribution {
  source: string;
  text: string;
  url?: string | undefined;
}

/** What has to be said about the providers whose data a page shows, each once. */
export function attributions(known: { sources: Record<string, string>; ratings: Pick<RatingOf, "source">[]; match: Pick<MatchState, "provider"> }): Attribution[] {
  const names = new Set([...Object.values(known.sources), ...known.ratings.map((one) => one.source), known.match.provider ?? ""]);
  return [...names]
    .filter((name) => name && !LOCAL.has(name))
    .sort()
    .map((source) => ({ source, text: SOURCES[source]?.attribution ?? `Data by ${sourceLabel(source)}.`, url: SOURCES[source]?.url }));
}

const FIELDS: Record<string, string> = {
  original_title: "Original title",
  runtime: "Length",
  air_date: "Air date",
  ids: "Ids",
};

/** What a field is called. */
export function fieldLabel(name: string): string {
  return FIELDS[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
}

/** A value of a field as text; a length is in seconds. */
export function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (field === "runtime" && typeof value === "number") return `${String(Math.round(value / 60))} min`;
  if (Array.isArray(value)) return value.map(String).join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, id]) => `${sourceLabel(name)} ${String(id)}`)
      .join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** From where a field has its value; undefined: it has none. What has no source of its own came from the file's name. */
export function fieldSource(of: { sources: Record<string, string>; locked: string[] }, name: string, value: string): string | undefined {
  if (of.locked.includes(name)) return "person";
  return of.sources[name] ?? (value ? "name" : undefined);
}

const JOBS: Record<string, string> = { actor: "Cast", guest: "Guest", cinematographer: "Camera" };

/** What a job is called: "Director". */
export function jobLabel(job: string): string {
  return JOBS[job] ?? job.charAt(0).toUpperCase() + job.slice(1).replaceAll("_", " ");
}

/** The job of those who are seen or heard. */
export function isActing(job: string): boolean {
  return job === "actor" || job === "guest" || job === "voice";
}

export interface Credited {
  id: number;
  name: string;
  picture?: string | null | undefined;
  /** Characters, or jobs: "Director, writer". */
  roles: string;
}

/** The people of a title, each once: the cast in its order, then the crew with its jobs. */
export function credits(people: CreditedPerson[]): { cast: Credited[]; crew: Credited[] } {
  const cast = people.filter((one) => isActing(one.job));
  const crew = people.filter((one) => !isActing(one.job));
  return {
    cast: merged(cast, (one) => one.character ?? (one.job === "actor" ? "" : jobLabel(one.job))),
    crew: merged(crew, (one) => jobLabel(one.job)),
  };
}

function merged(people: CreditedPerson[], role: (one: CreditedPerson) => string): Credited[] {
  const byId = new Map<number, { person: CreditedPerson; roles: string[] }>();
  for (const person of people) {
    const known = byId.get(person.id) ?? { person, roles: [] };
    const text = role(person);
    if (text && !known.roles.includes(text)) known.roles.push(text);
    byId.set(person.id, known);
  }
  return [...byId.values()].map(({ person, roles }) => ({
    id: person.id,
    name: person.name,
    picture: person.picture,
    roles: roles.map((text, place) => (place > 0 && !isActing(person.job) ? text.toLowerCase() : text)).join(", "),
  }));
}

/** The first letters of a name's first and last word: "CM". */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = (word: string | undefined) => [...(word ?? "").replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "";
  return (words.length > 1 ? first(words[0]) + first(words.at(-1)) : first(words[0])).toLocaleUpperCase();
}

/** "8.2", of ten. */
export function ratingText(rating: Pick<RatingOf, "value">): string {
  return rating.value.toFixed(1);
}

/** How many voted, in short: "12K". */
export function votesText(votes: number | null | undefined): string {
  return votes ? new Intl.NumberFormat("en", { notation: "compact" }).format(votes) : "";
}

/** "2021-09-15" as "September 15, 2021"; undefined for what is no date. */
export function dateText(day: string | null | undefined, style: "long" | "medium" = "long"): string | undefined {
  if (!day || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return day ?? undefined;
  return new Date(`${day}T00:00:00`).toLocaleDateString("en", { dateStyle: style });
}

function named(type: "region" | "language", code: string): string {
  try {
    return new Intl.DisplayNames("en", { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** "DE" as "Germany". */
export const countryName = (code: string) => named("region", code);

/** "de" as "German". */
export const languageName = (code: string) => named("language", code);

const STATUS: Record<string, string> = { returning: "Returning", ended: "Ended", canceled: "Cancelled", cancelled: "Cancelled", continuing: "Continuing", released: "Released" };

/** "ended" as "Ended". */
export function statusText(status: string): string {
  return STATUS[status.toLowerCase()] ?? status.charAt(0).toUpperCase() + status.slice(1).replaceAll("_", " ");
}

/** The page of an external id, where Dim knows its form. */
export function idUrl(provider: string, id: string, kind: string): string | undefined {
  switch (provider) {
    case "imdb":
      return `https://www.imdb.com/${kind === "person" ? "name" : "title"}/${encodeURIComponent(id)}/`;
    case "tmdb":
      return kind === "episode" || kind === "season" ? undefined : `https://www.themoviedb.org/${kind === "show" ? "tv" : kind}/${encodeURIComponent(id)}`;
    case "tvmaze":
      return `https://www.tvmaze.com/${kind === "person" ? "people" : kind === "episode" ? "episodes" : kind === "season" ? "seasons" : "shows"}/${encodeURIComponent(id)}`;
    case "anilist":
      return kind === "person" ? `https://anilist.co/staff/${encodeURIComponent(id)}` : `https://anilist.co/anime/${encodeURIComponent(id)}`;
    case "wikidata":
      return `https://www.wikidata.org/wiki/${encodeURIComponent(id)}`;
    case "steam":
      return `https://store.steampowered.com/app/${encodeURIComponent(id)}`;
    case "steamgriddb":
      return `https://www.steamgriddb.com/game/${encodeURIComponent(id)}`;
    default:
      return undefined;
  }
}

/** Whether an address may be linked to: nothing but the web. */
export function isWebUrl(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

/** How sure Dim is of a match, in words. */
export function matchText(match: Pick<MatchState, "state" | "locked" | "provider">): string {
  if (match.locked) return match.provider ? "Chosen by hand" : "At no provider, by hand";
  if (match.state === "certain") return "Certain";
  return match.state === "doubtful" ? "Doubtful" : "No match";
}
