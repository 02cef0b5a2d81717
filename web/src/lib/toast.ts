import type { ExternalToast } from "sonner";

/** Short messages at the bottom of the page. The code that shows them is loaded with the first one. */

export interface Message {
  kind: "plain" | "error";
  text: string;
  options?: ExternalToast | undefined;
}

const waiting: Message[] = [];
const listeners = new Set<() => void>();
let show: ((message: Message) => void) | undefined;
let isNeeded = false;

function add(message: Message) {
  if (show) show(message);
  else waiting.push(message);
  if (isNeeded) return;
  isNeeded = true;
  for (const changed of listeners) changed();
}

/** Show a message. */
export function toast(text: string, options?: ExternalToast) {
  add({ kind: "plain", text, options });
}

/** Show what went wrong. */
toast.error = (text: string) => { add({ kind: "error", text }); };

/** Whether there was a message yet; for `useSyncExternalStore`. */
export const toastNeeded = () => isNeeded;

/** Calls `changed` with the first message, until the returned function is called. */
export function onToastNeeded(changed: () => void): () => void {
  listeners.add(changed);
  return () => { listeners.delete(changed); };
}

/** Every message from now on, and those that wait, go to `handler`, until the returned function is called. */
export function handleToasts(handler: (message: Message) => void): () => void {
  show = handler;
  waiting.splice(0).forEach(handler);
  return () => { show = undefined; };
}
