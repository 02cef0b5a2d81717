import { expect, test } from "vitest";
import { layout } from "@/features/library/Grid";

test.each([
  [360, 16, 3],
  [1280, 16, 7],
  [1920, 20, 8],
])("a grid %s px wide at %s px a rem has %s columns", (width, rem, columns) => {
  const found = layout(width, rem);
  expect(found.columns).toBe(columns);
  expect(found.card * columns).toBeLessThanOrEqual(width);
});
