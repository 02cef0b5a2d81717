import { expect, test } from "vitest";
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
