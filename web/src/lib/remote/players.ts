import { useSyncExternalStore } from "react";
import type { components } from "../schema";
import { REMOVED, socket } from "./socket";

/** The players that this user may steer, as the server reports them. */

export type Player = components["schemas"]["PlayerEntry"] & {
  /** Shown as it was: the connection to the server was lost, or it has not come back after that yet. */
  away?: true;
};
export type PlayerState = components["schemas"]["PlayerStateEntry"];

let players: Player[] = [];
const listeners = new Set<() => void>();
/** By how many seconds the server's clock is ahead of `performance.now`, which nobody sets. */
let ahead = performance.timeOrigin / 1000;
let own: number | undefined;
/** The players that were connected when the connection to the server was lost. */
let former: Player[] = [];
/** After the server was away, players need as long as this to come back. */
const RETURN_MS = 12_000;
let forgetting: number | undefined;
/** The player that this user steered last. */
let steered: number | undefined;

/** `players`, and the former ones that did not come back yet, as they were. */
let shown: Player[] = [];

function change(next: Player[]) {
  players = next;
  const missing = former.filter((player) => !players.some((other) => other.id === player.id && other.connected));
  const kept = players.filter((player) => !missing.some((other) => other.id === player.id));
  shown = [...kept, ...missing.map((player) => ({ ...player, away: true as const }))].sort((one, other) => one.id - other.id);
  for (const changed of listeners) changed();
}

/** Follow all players, until the returned function is called. */
export function followPlayers(): () => void {
  const stops = [
    socket.on("open", () => {
      change([]);
      socket.send("watch", { players: "all" });
      window.clearTimeout(forgetting);
      forgetting = window.setTimeout(() => {
        former = [];
        change([...players]);
      }, RETURN_MS);
    }),
    socket.on<{ code: number }>("closed", ({ code }) => {
      window.clearTimeout(forgetting);
      const connected = players.filter((player) => player.connected && !(code === REMOVED && player.id === own)); // it does not come back
      former = [...connected, ...former.filter((player) => !connected.some((other) => other.id === player.id))];
      change([]);
    }),
    socket.on<{ now: number }>("hello", ({ now }) => { ahead = now - performance.now() / 1000; }),
    socket.on<Player & { removed?: true }>("player", (player) => {
      const others = players.filter((other) => other.id !== player.id);
      if (player.connected) former = former.filter((other) => other.id !== player.id); // it came back
      change(player.removed ? others : [...others, player].sort((one, other) => one.id - other.id));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    window.clearTimeout(forgetting);
    former = [];
    change([]);
  };
}

/** Tell which player this page is. */
export function setOwnPlayer(id: number | undefined) {
  own = id;
  change([...players]);
}

/** The id of the player that this page is. */
export const ownPlayer = () => own;

function subscribe(changed: () => void) {
  listeners.add(changed);
  return () => { listeners.delete(changed); };
}

/** All players that are known now, this page's own too. */
export function usePlayers(): Player[] {
  return useSyncExternalStore(subscribe, () => shown);
}

/** The players on other screens that are connected, or were when the connection to the server was lost; this user's own first. */
export function useOtherPlayers(): Player[] {
  const others = usePlayers().filter((player) => player.connected && player.id !== own);
  return [...others.filter((player) => player.mine), ...others.filter((player) => !player.mine)];
}

/** What a player is, where it is no page of Dim. */
export function deviceOf(player: Player): string | undefined {
  return { dim: undefined, chromecast: "Chromecast", dlna: "DLNA renderer" }[player.via];
}

/** The name of a player; with its number where others that are shown have the same name. */
export function labelOf(player: Player, shown: Player[]): string {
  return shown.some((other) => other.id !== player.id && other.name === player.name) ? `${player.name} · ${String(player.id)}` : player.name;
}

/** Where a player is now, in seconds: its position goes on while it plays. */
export function positionOf(state: PlayerState): number {
  if (state.state !== "playing") return state.position;
  const gone = Math.max(0, performance.now() / 1000 + ahead - state.at) * state.rate;
  return state.duration ? Math.min(state.position + gone, state.duration) : state.position + gone;
}

/** Whether this user steered a player, after any other. */
export const isSteered = (player: Player) => player.id === steered;

/** Have a player obey. Throws what the server or the player says against it. */
export async function command(player: number, name: string, parameters: object = {}): Promise<PlayerState> {
  steered = player;
  const answer = await socket.ask("command", { player, command: name, ...parameters });
  return answer.state as PlayerState;
}
