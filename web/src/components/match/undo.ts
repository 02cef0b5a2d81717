import type { MatchState } from "@/lib/api";

export type Order = "aired" | "dvd" | "absolute";

/** How a match is set back to what it was before it was changed. */
export type Undo = { how: "choose"; provider: string; id: string; order: Order | undefined } | { how: "none" } | { how: "again" };

/** What a person chose is chosen again; what Dim found, Dim finds again. `before` is null where it was not looked for yet. */
export function undoOf(before: MatchState | null): Undo {
  if (!before?.locked) return { how: "again" };
  if (!before.provider || !before.id) return { how: "none" };
  return { how: "choose", provider: before.provider, id: before.id, order: asOrder(before.order) };
}

/** The order of a show's episodes, where it is a known one. */
export function asOrder(order: string | null | undefined): Order | undefined {
  return order === "aired" || order === "dvd" || order === "absolute" ? order : undefined;
}
