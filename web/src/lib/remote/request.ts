import { useSyncExternalStore } from "react";
import type { Told } from "./thisPlayer";

/** What another screen wants to play or to start here, while the browser wants a touch first. */

const LASTS_MS = 180_000;

let request: Told | undefined;
let timer: number | undefined;
const listeners = new Set<() => void>();

/** Ask for a touch; undefined: nothing is asked any more. */
export function setRequest(next: Told | undefined) {
  window.clearTimeout(timer);
  if (next) timer = window.setTimeout(() => { setRequest(undefined); }, LASTS_MS);
  if (next === request) return;
  request = next;
  for (const changed of listeners) changed();
}

function subscribe(changed: () => void) {
  listeners.add(changed);
  return () => { listeners.delete(changed); };
}

/** What is to play or to start as soon as someone touches this screen. */
export function useRequest(): Told | undefined {
  return useSyncExternalStore(subscribe, () => request);
}
