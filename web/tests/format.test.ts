import { expect, test } from "vitest";
import { progress } from "@/components/ScanStatus";
import { clock, count, episodeNumber, languageTag, length, size } from "@/lib/format";

test.each([
  [0, "0:00"],
  [65.9, "1:05"],
  [3725, "1:02:05"],
  [NaN, "0:00"],
  [-3, "0:00"],
])("clock(%s) is %s", (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

test.each([
  [undefined, ""],
  [30, "30 s"],
  [2700, "45 min"],
  [7200, "2 h"],
  [7500, "2 h 5 min"],
])("length(%s) is %s", (seconds, text) => {
  expect(length(seconds)).toBe(text);
});

test.each([
  [0, "0 B"],
  [1500, "1.5 kB"],
  [4.2e9, "4.2 GB"],
  [3e15, "3000 TB"],
])("size(%s) is %s", (bytes, text) => {
  expect(size(bytes)).toBe(text);
});

test("counts and numbers", () => {
  expect(count(1, "title")).toBe("1 title");
  expect(count(5000, "title")).toBe("5,000 titles");
  expect(episodeNumber(1, 12)).toBe("S01E12");
});

test.each([
  ["eng", "en"],
  ["pt-br", "pt-BR"],
  ["x!", undefined],
  [null, undefined],
])("languageTag(%s) is %s", (code, tag) => {
  expect(languageTag(code)).toBe(tag);
});

test.each([
  [{ found: 0, done: 0, failed: 0, elapsed: 3 }, "Scanning"],
  [{ found: 10, done: 0, failed: 0, elapsed: 0 }, "Scanning 0 of 10"],
  [{ found: 4000, done: 1000, failed: 0, elapsed: 5 }, "Scanning 1,000 of 4,000 · 200 files/s · 15 s left"],
  [{ found: 4, done: 4, failed: 1, elapsed: 8 }, "Scanning 4 of 4 · 0.5 files/s · 1 failed"],
])("the progress of a scan: %o", (scan, text) => {
  expect(progress(scan)).toBe(text);
});
