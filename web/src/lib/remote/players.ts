import { useSyncExternalStore } from "react";
import type { components } from "../schema";
import { socket } from "./socket";

/** The players that this user may steer, as the server reports them. */

export type Player = components["schemas"]["PlayerEntry"];
export type PlayerState = components["schemas"]["PlayerStateEntry"];

let players: Player[] = [];
const listeners = new Set<() => void>();
/** By how many seconds the server's clock is ahead of this one. */
let ahead = 0;
let own: number | undefined;

function change(next: Player[]) {
  players = next;
  for (const changed of listeners) changed();
}

/** Follow all players, until the returned function is called. */
export function followPlayers(): () => void {
  const stops = [
    socket.on("open", () => { socket.send("watch", { players: "all" }); }),
    socket.on("closed", () => { change([]); }),
    socket.on<{ now: number }>("hello", ({ now }) => { ahead = now - Date.now() / 1000; }),
    socket.on<Player & { removed?: true }>("player", (player) => {
      const others = players.filter((other) => other.id !== player.id);
      change(player.removed ? others : [...others, player].sort((one, other) => one.id - other.id));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
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
  return useSyncExternalStore(subscribe, () => players);
}

/** The players on other screens that are connected. */
export function useOtherPlayers(): Player[] {
  return usePlayers().filter((player) => player.connected && player.id !== own);
}

/** What a player is, where it is no page of Dim. */
export function deviceOf(player: Player): string | undefined {
  return { dim: undefined, chromecast: "Chromecast", dlna: "DLNA renderer" }[player.via];
}

/** Where a player is now, in seconds: its position goes on while it plays. */
export function positionOf(state: PlayerState): number {
  if (state.state !== "playing") return state.position;
  const gone = Math.max(0, Date.now() / 1000 + ahead - state.at) * state.rate;
  return state.duration ? Math.min(state.position + gone, state.duration) : state.position + gone;
}

/** Have a player obey. Throws what the server or the player says against it. */
export async function command(player: number, name: string, parameters: object = {}): Promise<PlayerState> {
  const answer = await socket.ask("command", { player, command: name, ...parameters });
  return answer.state as PlayerState;
}
