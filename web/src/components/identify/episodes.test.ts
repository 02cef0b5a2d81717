import { describe, expect, test } from "vitest";
import { asText, numbers } from "./episodes";

describe("episode numbers as one writes them", () => {
  test.each([
    ["3", [3]],
    [" 3-5 ", [3, 4, 5]],
    ["3, 7", [3, 7]],
    ["0", [0]],
    ["", undefined],
    ["x", undefined],
    ["5-3", undefined],
    ["1-500", undefined],
  ])("%j", (text, expected) => {
    expect(numbers(text)).toEqual(expected);
  });

  test.each([
    [[3], "3"],
    [[3, 4, 5], "3-5"],
    [[3, 7], "3, 7"],
    [[], ""],
  ])("%j", (found, expected) => {
    expect(asText(found)).toBe(expected);
  });
});
