import { describe, expect, it } from "vitest";
import { isReady } from "@/features/player/useTogether";

const here = { isLoaded: true, wasReady: true, sinceMoved: 60_000, apart: 0 };

describe("whether a player of a group says that it is ready", () => {
  it.each([
    ["plays with the others", "playing", {}, true],
    ["catches up by a seek: nobody waits", "playing", { isLoaded: false, sinceMoved: 100, apart: 3 }, true],
    ["finds no data where it seeks to", "playing", { isLoaded: false, sinceMoved: 5_000, apart: 3 }, false],
    ["runs out of data", "playing", { isLoaded: false }, false],
    ["joins and has no data yet", "playing", { isLoaded: false, wasReady: false, sinceMoved: 100 }, false],
    ["is held at the same place", "waiting", {}, true],
    ["is held elsewhere", "waiting", { apart: 3 }, false],
    ["seeks while all are held", "waiting", { isLoaded: false, sinceMoved: 100 }, false],
    ["is paused at the same place", "paused", {}, true],
  ] as const)("%s", (_, phase, differs, ready) => {
    expect(isReady(phase, { ...here, ...differs })).toBe(ready);
  });
});
