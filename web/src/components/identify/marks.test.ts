import { describe, expect, test } from "vitest";
import { marked } from "./marks";

const span = (field: string, start: number, end: number) => ({ field, start, end });

describe("a path with marks", () => {
  test.each([
    ["nothing is marked", "a.mkv", [], [["a.mkv", ""]]],
    ["a title", "Up.mkv", [span("title", 0, 2)], [["Up", "title"], [".mkv", ""]]],
    ["two fields of the same characters", "S1E2", [span("season", 0, 4), span("episodes", 0, 4)], [["S1E2", "season,episodes"]]],
    ["the narrower of two comes first", "S1E2", [span("season", 0, 4), span("episodes", 2, 4)], [["S1", "season"], ["E2", "episodes,season"]]],
    ["overlapping spans", "abcd", [span("title", 0, 3), span("year", 1, 4)], [["a", "title"], ["bc", "title,year"], ["d", "year"]]],
    ["characters beyond the basic plane", "𝔘p.mkv", [span("title", 0, 2)], [["𝔘p", "title"], [".mkv", ""]]],
    ["spans that are outside or empty", "ab", [span("title", 1, 9), span("year", 1, 1), span("part", -1, 1)], [["ab", ""]]],
    ["an empty path", "", [], []],
  ])("%s", (_, path, spans, expected) => {
    expect(marked(path, spans).map((part) => [part.text, part.fields.join(",")])).toEqual(expected);
  });
});
