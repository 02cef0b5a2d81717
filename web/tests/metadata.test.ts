import { describe, expect, test } from "vitest";
import { undoOf } from "@/components/match/undo";
import { span } from "@/features/collections/CollectionPage";
import { yearsLabel } from "@/features/library/Filters";
import { fileProblem } from "@/features/media/artwork/useArtwork";
import { years } from "@/features/media/facts";
import { rolesByJob } from "@/features/person/PersonPage";
import type { Card, CreditedPerson, MatchState, PersonRole, ProviderEntry } from "@/lib/api";
import { attributions, credits, dateText, fieldSource, idUrl, initials, isWebUrl, sourceLabel, valueText } from "@/lib/metadata";
import { asksNetwork, moved, sourcesOf, switched, titleKind } from "@/lib/sources";

const person = (id: number, name: string, job: string, character: string | null = null): CreditedPerson => ({ id, name, job, character, picture: null });
const provider = (name: string, is_network: boolean, kinds: string[] = ["movie", "show"]): ProviderEntry => ({
  name, label: name, kinds, is_network, is_ready: true, needs_key: false, key: "none", key_parts: [], key_url: "", sends: "", gives: "", attribution: "", url: "",
});

test.each([
  ["Carrie-Anne Moss", "CM"],
  ["Zendaya", "Z"],
  ["宮崎 駿", "宮駿"],
  ["“Weird Al” Yankovic", "WY"],
  ["", ""],
])("initials of %s", (name, expected) => {
  expect(initials(name)).toBe(expected);
});

test("people are listed once, with all their roles", () => {
  const { cast, crew } = credits([
    person(1, "Lana", "director"), person(2, "Keanu", "actor", "Neo"), person(1, "Lana", "writer"), person(2, "Keanu", "actor", "Thomas"),
  ]);
  expect(cast).toEqual([{ id: 2, name: "Keanu", picture: null, roles: "Neo, Thomas" }]);
  expect(crew).toEqual([{ id: 1, name: "Lana", picture: null, roles: "Director, writer" }]);
});

test("providers that gave something are credited, sources on this machine are not", () => {
  const known = { sources: { title: "nfo", overview: "tmdb", genres: "tmdb", year: "person" }, ratings: [{ source: "tvmaze" }], match: { provider: "tmdb" } };
  expect(attributions(known).map((one) => one.source)).toEqual(["tmdb", "tvmaze"]);
  expect(attributions({ sources: { title: "acme" }, ratings: [], match: {} })[0]?.text).toBe("Data by ACME.");
});

test.each([
  ["runtime", 8160, "136 min"],
  ["genres", ["Action", "Drama"], "Action, Drama"],
  ["ids", { tmdb: "603" }, "TMDB 603"],
  ["year", 1999, "1999"],
  ["overview", null, ""],
])("the value of %s as text", (field, value, expected) => {
  expect(valueText(field, value)).toBe(expected);
});

test("where a field comes from", () => {
  const of = { sources: { title: "tmdb", year: "person" }, locked: ["year"] };
  expect(["title", "year", "genres", "tagline"].map((name) => fieldSource(of, name, name === "genres" ? "Drama" : ""))).toEqual(["tmdb", "person", "name", undefined]);
  expect(sourceLabel("provider:scanner")).toBe("Scanner");
});

test("providers of games are credited, and lead to their pages", () => {
  const known = { sources: { title: "launcher", overview: "steam" }, ratings: [{ source: "metacritic" }], match: { provider: "igdb" } };
  expect(attributions(known).map((one) => one.source)).toEqual(["igdb", "metacritic", "steam"]);
  expect(idUrl("steam", "620", "game")).toBe("https://store.steampowered.com/app/620");
});

test("links lead to the web, and nowhere else", () => {
  expect(isWebUrl("javascript:alert(1)")).toBe(false);
  expect(isWebUrl("https://youtube.com/watch?v=1")).toBe(true);
  expect(idUrl("tmdb", "603/../x", "movie")).toBe("https://www.themoviedb.org/movie/603%2F..%2Fx");
  expect(idUrl("acme", "1", "movie")).toBeUndefined();
});

test("dates", () => {
  expect(dateText("2021-09-15")).toBe("September 15, 2021");
  expect(dateText("2021")).toBe("2021");
  expect(dateText(null)).toBeUndefined();
});

const match = (part: Partial<MatchState>): MatchState => ({ state: "certain", score: 1, reasons: [], locked: false, ...part });
test.each([
  [null, { how: "again" }],
  [match({ provider: "tmdb", id: "603" }), { how: "again" }],
  [match({ locked: true }), { how: "none" }],
  [match({ locked: true, provider: "tmdb", id: "603", order: "dvd" }), { how: "choose", provider: "tmdb", id: "603", order: "dvd" }],
])("a match is set back: %o", (before, expected) => {
  expect(undoOf(before)).toEqual(expected);
});

describe("sources of a library", () => {
  const providers = [provider("imdb", false), provider("tmdb", true), provider("tvmaze", true, ["show"])];
  test("those that are on come first, in their order; others of the kind follow", () => {
    expect(sourcesOf(["tmdb", "nfo", "gone"], providers, "movie").map((one) => `${one.name} ${String(one.isOn)}`)).toEqual(["tmdb true", "nfo true", "tags false", "imdb false"]);
  });
  test.each([
    [["nfo", "tags"], "tmdb", true, ["nfo", "tmdb", "tags"]],
    [["nfo"], "tmdb", true, ["nfo", "tmdb"]],
    [["tmdb"], "nfo", true, ["nfo", "tmdb"]],
    [["nfo", "tmdb"], "tags", true, ["nfo", "tmdb", "tags"]],
    [["nfo", "tmdb", "tags"], "tmdb", false, ["nfo", "tags"]],
  ])("%j, %s %s", (order, name, on, expected) => {
    expect(switched(order, name, on)).toEqual(expected);
  });
  test("what a launcher keeps is always a source of games, and no source of movies", () => {
    const steam = provider("steam", true, ["game"]);
    const found = sourcesOf(["launcher"], [...providers, steam], titleKind("heroic"));
    expect(found.map((one) => `${one.name} ${String(one.isOn)} ${String(one.isFixed ?? false)}`)).toEqual(["launcher true true", "steam false false"]);
    expect(switched(["launcher"], "steam", true)).toEqual(["launcher", "steam"]);
    expect(sourcesOf([], providers, titleKind("movie")).map((one) => one.name)).not.toContain("launcher");
    expect(titleKind("show")).toBe("show");
  });
  test("moving goes past sources that are not shown", () => {
    expect(moved(["nfo", "tvmaze", "tmdb"], "tmdb", -1, ["nfo", "tmdb"])).toEqual(["tmdb", "tvmaze", "nfo"]);
    expect(moved(["nfo", "tmdb"], "nfo", -1, ["nfo", "tmdb"])).toEqual(["nfo", "tmdb"]);
  });
  test("the network is asked only by network providers", () => {
    expect(asksNetwork(["nfo", "imdb"], providers)).toBe(false);
    expect(asksNetwork(["nfo", "tmdb"], providers)).toBe(true);
  });
});

const card = (id: number, year: number): Card => ({ id, year, kind: "movie", library_id: 1, media_id: id, title: String(id), pictures: {}, missing: false, watched: false, unwatched: 0, seconds: 0 });
test("roles by job, acting first, each title once", () => {
  const role = (id: number, job: string, character: string | null, episodes = 0): PersonRole => ({ title: card(id, 2000), job, character, episodes });
  const groups = rolesByJob([role(1, "director", null), role(1, "actor", "Rick"), role(1, "actor", "Morty"), role(2, "guest", null, 3)]);
  expect(groups.map((group) => [group.label, group.titles.map((one) => one.text)])).toEqual([
    ["Acting", ["as Rick, Morty", "3 episodes"]],
    ["Director", [""]],
  ]);
});

test("years", () => {
  expect(span({ cards: [card(1, 2003), card(2, 1999)] })).toBe("1999–2003");
  expect(years({ kind: "show", year: 2005, ended: "2013-05-16" })).toBe("2005–2013");
  expect(years({ kind: "movie", year: 1999, ended: "2013-05-16" })).toBe("1999");
  expect([yearsLabel(1990, 1999), yearsLabel(1999, 1999), yearsLabel(1990, 2005)]).toEqual(["1990s", "1999", "1990–2005"]);
});

test("files that are no images are refused before they are sent", () => {
  expect(fileProblem({ size: 1, type: "text/plain" })).toContain("JPEG");
  expect(fileProblem({ size: 33 << 20, type: "image/png" })).toContain("32 MiB");
  expect(fileProblem({ size: 1, type: "image/png" })).toBeUndefined();
});
