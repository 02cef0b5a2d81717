import { useSyncExternalStore } from "react";
import { socket } from "./socket";

/** Whether this page is connected to the server. A page that never was is not said to have lost it. */

export type Connection = "open" | "closed" | "lost";

/** A connection that comes back sooner is not worth a word. */
const LOST_MS = 3_000;
const NOT_SIGNED_IN = 4401;

let connection: Connection = "open";
let wasOpen = false;
let timer: number | undefined;
const listeners = new Set<() => void>();

function change(next: Connection) {
  connection = next;
  for (const changed of listeners) changed();
}

function recovered() {
  window.clearTimeout(timer);
  timer = undefined;
  change("open");
}

socket.on("open", () => {
  wasOpen = true;
  recovered();
});
socket.on<{ code: number }>("closed", ({ code }) => {
  if (code === NOT_SIGNED_IN) {
    wasOpen = false;
    recovered();
  } else if (wasOpen && connection === "open") {
    change("closed");
    timer = window.setTimeout(() => { change("lost"); }, LOST_MS);
  }
});

function subscribe(changed: () => void) {
  listeners.add(changed);
  return () => { listeners.delete(changed); };
}

/** `closed`: it ended just now; `lost`: some seconds ago. It is opened again in both cases. */
export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => connection);
}
