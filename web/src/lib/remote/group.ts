import { useSyncExternalStore } from "react";
import { clock } from "../format";
import type { components } from "../schema";
import { toast } from "../toast";
import { roundTrip } from "./clock";
import { ownPlayer } from "./players";
import { socket } from "./socket";

/** The group that this player watches with (docs/remote.md). */

export type Group = components["schemas"]["WatchGroup"];

interface Left {
  id: number;
  left: true;
  reason?: string;
}

let group: Group | undefined;
/** The group to come back to after a lost connection. */
let wanted: number | undefined;
const listeners = new Set<() => void>();

function change(next: Group | undefined) {
  group = next;
  for (const changed of listeners) changed();
}

/** Where the group is at a moment of the server's clock, in seconds. */
export function targetAt({ position, at, playing, rate }: Pick<Group, "position" | "at" | "playing" | "rate">, now: number): number {
  return playing ? position + Math.max(0, now - at) * rate : position;
}

socket.on<Group | Left>("group", (told) => {
  if ("left" in told) {
    if (told.reason) toast.error(told.reason);
    if (told.id === wanted || told.id === group?.id) {
      wanted = undefined;
      change(undefined);
    }
  } else if (told.id === wanted && (!group || group.id !== told.id || told.version >= group.version)) {
    if (group?.id === told.id) announce(told, group.last?.number ?? 0);
    change(told);
  }
});
socket.on("player ready", () => {
  if (wanted !== undefined) void join(wanted).catch(() => { leaveSilently(); });
});

/** Say what another member did, so that nobody wonders why the film stopped. */
function announce({ last, ...now }: Group, known: number) {
  if (!last || last.number <= known || last.player === ownPlayer()) return;
  const deeds: Record<typeof last.action, string> = {
    play: "plays on",
    pause: "paused",
    seek: `went to ${clock(now.position)}`,
    rate: `set the speed to ${String(now.rate)}×`,
    item: "chose something else",
    host_only: now.host_only ? "lets only the host steer" : "lets everyone steer",
    join: "joined",
    leave: "left",
  };
  // each is a message of its own: one in the place of another would go when that one is due to
  toast(`${last.user} ${deeds[last.action]}.`, { duration: 3_000 });
}

function leaveSilently() {
  wanted = undefined;
  change(undefined);
}

/** Begin a group. Throws what the server says against it. */
export async function begin(itemId: number, position: number, hostOnly: boolean): Promise<void> {
  const answer = (await socket.ask("group", { action: "create", item_id: itemId, position, on: hostOnly })) as unknown as Group;
  wanted = answer.id;
  change(answer);
}

/** Join a group. Throws what the server says against it. */
export async function join(id: number): Promise<Group> {
  const answer = (await socket.ask("group", { action: "join", group: id })) as unknown as Group;
  wanted = answer.id;
  change(answer);
  return answer;
}

/** Leave it; the others go on. */
export function leaveGroup() {
  if (wanted === undefined) return;
  socket.send("group", { action: "leave" });
  leaveSilently();
}

/** Steer it. What goes wrong is shown, and thrown. */
export async function askGroup(action: string, values: object = {}): Promise<void> {
  try {
    await socket.ask("group", { action, ...values });
  } catch (error) {
    toast.error((error as Error).message);
    throw error;
  }
}

/** Steer it; what goes wrong is shown. */
export function steerGroup(action: string, values: object = {}) {
  void askGroup(action, values).catch(() => undefined);
}

/** Tell whether this player is ready. */
export function reportReady(version: number, ready: boolean) {
  socket.send("ready", { version, ready, ping: roundTrip() });
}

/** The group as it is now. */
export const currentGroup = () => group;

/** The group of this player; undefined: it is in none. */
export function useGroup(): Group | undefined {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => { listeners.delete(changed); };
    },
    () => group,
  );
}
