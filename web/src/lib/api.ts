import createClient from "openapi-fetch";
import type { components, paths } from "./schema";
import { fetchSignedInAgain } from "./signInAgain";

type Schemas = components["schemas"];
export type Card = Schemas["Card"];
export type Library = Schemas["Library"];
export type Facets = Schemas["Facets"];
export type GameAccount = Schemas["GameAccount"];
export type PlayedWeek = Schemas["PlayedWeek"];
export type Media = Schemas["Media"];
export type MediaFile = Schemas["File"];
export type Opened = Schemas["Opened"];
export type Image = Schemas["Picture"];
export type Playing = Schemas["Playing"];
export type Cue = Schemas["Cue"];
export type SubtitleTrack = Schemas["SubtitleTrack"];
export type Track = Schemas["Track"];
export type Device = Schemas["Device"];
export type Group = Schemas["Group"];
export type Me = Schemas["Me"];
export type FixEntry = Schemas["FixEntry"];
export type Why = Schemas["Why"];
export type ReadName = Schemas["ReadName"];
export type NewFix = Schemas["NewFix"];
export type ReviewedFile = Schemas["ReviewedFile"];
export type DuplicateFile = Schemas["Twin"];
export type PreferredTracks = Schemas["PreferredTracks"];
export type UserEntry = Schemas["UserEntry"];
export type ServerSettings = Schemas["ServerSettings"];
export type SettingsChange = Schemas["SettingsChange"];
export type Season = Schemas["Season"];
export type Episode = Schemas["Episode"];
export type CreditedPerson = Schemas["CreditedPerson"];
export type RatingOf = Schemas["RatingOf"];
export type MatchState = Schemas["MatchState"];
export type MatchCandidate = Schemas["MatchCandidate"];
export type ProviderEpisode = Schemas["ProviderEpisode"];
export type FieldChange = Schemas["FieldChange"];
export type ReviewedTitle = Schemas["ReviewedTitle"];
export type ImportOutcome = Schemas["ImportOutcome"];
export type ProviderEntry = Schemas["ProviderEntry"];
export type ArtworkChoice = Schemas["ArtworkChoice"];
export type PersonRole = Schemas["PersonRole"];
export type Collection = Schemas["Collection"];
export type CollectionEntry = Schemas["CollectionEntry"];

/** The path under which the server is reachable: "" or, behind a reverse proxy, "/dim". */
export const base = new URL(document.baseURI).pathname.replace(/\/$/, "");

/** The API client. The session is a cookie that scripts cannot read. Asks for the password where the server wants a recent sign-in. */
export const client = createClient<paths>({ baseUrl: window.location.origin + base, fetch: fetchSignedInAgain });

/** An error that the server described (RFC 9457); `message` is for the user. */
export class ProblemError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly field?: string,
  ) {
    super(message);
  }
}

/** Whether a page shows an error in its place: there is nothing else to show, or what it shows is no longer there for this user. */
export function isFatal(error: unknown, data: unknown): boolean {
  return Boolean(error) && (data === undefined || (error instanceof ProblemError && error.status >= 400 && error.status < 500));
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a successful response. Throws ProblemError for any other. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw new ProblemError(
      navigator.onLine
        ? "The server is not responding. Check that Dim is running and that this device is on the same network."
        : "You are offline. Connect to the network of your Dim server.",
      0,
    );
  }
  if (answer.response.ok) return answer.data as T;
  const problem = answer.error as { detail?: string; field?: string } | undefined;
  throw new ProblemError(
    problem?.detail ?? `The server answered ${String(answer.response.status)}.`,
    answer.response.status,
    problem?.field ?? undefined,
  );
}

/** The URL of an item's artwork, at least `width` pixels wide. */
export function artworkUrl(itemId: number, kind: string, image: Image, width: number): string {
  return `${base}/api/v1/artwork/${String(itemId)}/${kind}?width=${String(width)}&v=${image.digest}`;
}

/** The URL of an image that the API names by its path, at least `width` pixels wide. */
export function imageUrl(path: string, width: number): string {
  return `${base}${path}${path.includes("?") ? "&" : "?"}width=${String(width)}`;
}

/** The URL of a user's avatar. */
export function avatarUrl(userId: number, digest: string): string {
  return `${base}/api/v1/user/avatar/${String(userId)}?v=${digest}`;
}

/** Whether a user may choose folders of the server: folders may hold what is not shared with an admin. */
export function choosesFolders(me: { role: string; libraries: number[] | null } | undefined): boolean {
  return manages(me) && me?.libraries === null;
}

/** Whether a user administers the server. */
export function manages(me: { role: string } | undefined): boolean {
  return me?.role === "owner" || me?.role === "admin";
}
