import { expect, test } from "vitest";
import type { Cue } from "@/lib/api";
import { merged } from "./useCues";

const cue = (start: number, text: string): Cue => ({ start, end: start + 2, text });

test("cues of several windows come in order of time, those over an edge once", () => {
  const windows = new Map<number, Cue[] | "loading">([
    [1, [cue(19, "over the edge"), cue(25, "later")]],
    [0, [cue(1, "first"), cue(19, "over the edge")]],
    [2, "loading"],
  ]);
  expect(merged(windows).map((one) => one.text)).toEqual(["first", "over the edge", "later"]);
});

test("two bitmaps at the same time in different places are two cues", () => {
  const bitmap = (x: number): Cue => ({ start: 1, end: 2, x, y: 0, picture: "" });
  expect(merged(new Map([[0, [bitmap(0), bitmap(100)]]]))).toHaveLength(2);
});
