import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Card = Schemas["Card"];
export type Library = Schemas["Library"];
export type Media = Schemas["Media"];
export type MediaFile = Schemas["File"];
export type Opened = Schemas["Opened"];
export type Picture = Schemas["Picture"];
export type Playing = Schemas["Playing"];
export type Cue = Schemas["Cue"];
export type SubtitleTrack = Schemas["SubtitleTrack"];
export type Track = Schemas["Track"];
export type Device = Schemas["Device"];
export type Group = Schemas["Group"];
export type Me = Schemas["Me"];
export type FixEntry = Schemas["FixEntry"];
export type NewFix = Schemas["NewFix"];
export type ReviewedFile = Schemas["ReviewedFile"];
export type Twin = Schemas["Twin"];
export type UserEntry = Schemas["UserEntry"];

/** Where on its host Dim is to be found: "" or, behind a reverse proxy, "/dim". */
export const base = new URL(document.baseURI).pathname.replace(/\/$/, "");

/** The one way to the server. The session is a cookie that no script can read. */
export const client = createClient<paths>({ baseUrl: window.location.origin + base });

/** What the server says went wrong (RFC 9457); `message` is for a person. */
export class ProblemError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly field?: string,
  ) {
    super(message);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer. Throws ProblemError for every other one. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw new ProblemError("The server does not answer. Is Dim running, and is this device on its network?", 0);
  }
  if (answer.response.ok) return answer.data as T;
  const problem = answer.error as { detail?: string; field?: string } | undefined;
  throw new ProblemError(
    problem?.detail ?? `The server answered ${String(answer.response.status)}.`,
    answer.response.status,
    problem?.field ?? undefined,
  );
}

/** The address of an item's picture, at least `width` pixels wide. */
export function pictureUrl(itemId: number, kind: string, picture: Picture, width: number): string {
  return `${base}/api/v1/artwork/${String(itemId)}/${kind}?width=${String(width)}&v=${picture.digest}`;
}

/** The address of a user's picture. */
export function avatarUrl(userId: number, digest: string): string {
  return `${base}/api/v1/user/avatar/${String(userId)}?v=${digest}`;
}

/** Whether someone looks after the server. */
export function manages(me: { role: string } | undefined): boolean {
  return me?.role === "owner" || me?.role === "admin";
}
