import { describe, expect, test } from "vitest";
import type { ReadName } from "@/lib/api";
import { asFix, colourOf, countsOverAll, inWords, strength, whyNotUsable } from "./reading";

function read(values: Partial<ReadName>): ReadName {
  return { kind: "episode", title: "Some Show", titles: [], episodes: [], absolute: [], confidence: {}, evidence: [], score: 0, ...values };
}

describe("a reading in words", () => {
  test.each<[string, Partial<ReadName>]>([
    ["Season 4, episode 9 of Some Show", { season: 4, episodes: [9] }],
    ["Season 4, episodes 9–11 of Some Show (2009)", { season: 4, episodes: [9, 10, 11], year: 2009 }],
    ["Episodes 9, 12 of Some Show", { episodes: [9, 12] }],
    ["Episode 118 of Some Show", { episodes: [118], absolute: [118] }],
    ["Season 1, episode 2 of Some Show", { season: 1, episodes: [2], absolute: [102] }],
    ["Season 4, episode 9 (118 over all seasons) of Some Show", { season: 4, episodes: [9], absolute: [118] }],
    ["Special 3 of Some Show", { season: 0, episodes: [3] }],
    ["Season 6, episode 1 of Some Show, part 2", { season: 6, episodes: [1], part: 2 }],
    ["The episode of June 21, 2011 of Some Show", { date: "2011-06-21" }],
    ["The episode of someday of Some Show", { date: "someday" }],
    ["Season 2 of Some Show", { season: 2 }],
    ["An episode without a number of Some Show", {}],
    ["The movie Some Show (2009)", { kind: "movie", year: 2009 }],
    ["The movie Some Show, part 2, Director's Cut", { kind: "movie", part: 2, edition: "Director's Cut" }],
    ["A trailer of Some Show", { kind: "extra", extra: "trailer" }],
    ["An interview of Some Show", { kind: "extra", extra: "interview" }],
    ["A look behind the scenes of Some Show", { kind: "extra", extra: "behind the scenes" }],
    ["An extra of Some Show", { kind: "extra", extra: "other" }],
    ["A sample of Some Show (2011)", { kind: "sample", year: 2011 }],
  ])("%s", (expected, values) => {
    expect(inWords(read(values))).toBe(expected);
  });
});

test.each<[boolean, Partial<ReadName>]>([
  [true, { season: 4, episodes: [9], absolute: [118] }],
  [true, { episodes: [], absolute: [118] }],
  [false, { episodes: [118], absolute: [118] }],
  [false, { season: 1, episodes: [2], absolute: [102] }],
  [false, { season: 4, episodes: [9] }],
])("%s: a number over all seasons says more than %j", (expected, values) => {
  expect(countsOverAll(read(values))).toBe(expected);
});

describe("using a reading", () => {
  test.each<[string, Partial<ReadName>, object]>([
    ["an episode", { season: 4, episodes: [9] }, { id: 7, season: 4, episodes: [9] }],
    ["an episode without a season", { episodes: [118] }, { id: 7, season: 1, episodes: [118] }],
    ["a special", { season: 0, episodes: [3] }, { id: 7, season: 0, episodes: [3] }],
    ["an episode of a day", { date: "2011-06-21" }, { id: 7, season: 2011, episodes: [621] }],
    ["a movie", { kind: "movie" }, { id: 7, episodes: [] }],
  ])("%s", (_, values, file) => {
    expect(asFix(read({ year: 2009, ...values }), 7)).toEqual({ action: "identify", title: "Some Show", year: 2009, files: [file] });
  });

  test.each<[boolean, Partial<ReadName>, "movie" | "show"]>([
    [true, { season: 4, episodes: [9] }, "show"],
    [true, { date: "2011-06-21" }, "show"],
    [true, { kind: "movie" }, "movie"],
    [false, {}, "show"],
    [false, { season: 2 }, "show"],
    [false, { kind: "movie" }, "show"],
    [false, { season: 4, episodes: [9] }, "movie"],
    [false, { kind: "sample" }, "movie"],
    [false, { kind: "extra" }, "show"],
  ])("%s: %j in a library of type %s", (usable, values, type) => {
    expect(whyNotUsable(read(values), { type }) === undefined).toBe(usable);
  });
});

test("the strength of evidence in words", () => {
  expect([4, 1, 0.2, -0.2, -5].map(strength)).toEqual([
    "speaks strongly for it", "speaks clearly for it", "speaks slightly for it", "speaks slightly against it", "speaks strongly against it",
  ]);
});

test("the colours of fields", () => {
  expect(["title", "year", "episodes", "resolution", undefined].map(colourOf)).toEqual(["title", "date", "number", "other", undefined]);
});
