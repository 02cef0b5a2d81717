import { sourceName } from "@/lib/games";
import { toast } from "../toast";
import { setRequest } from "./request";
import type { Told } from "./thisPlayer";

/** Starts a game that another screen chose for this one, by the link of its launcher. */

export const WANTS_TOUCH = "The browser on that screen wants a touch or a key there before it starts a game.";
/** The schemes that launchers answer to; the server sends no others (dim.games.model). */
const SCHEME = /^(steam|heroic|lutris|itch|goggalaxy|com\.epicgames\.launcher):\S+$/;

/**
 * Open the link as soon as the command is acknowledged; ask for a touch on a page that nobody touched yet, since browsers open links
 * of other programs only from pages that were used. Throws an Error with a text for people.
 */
export function launch(told: Told): void {
  if (typeof told.link !== "string" || !SCHEME.test(told.link)) throw new Error("That is no link of a launcher.");
  if ((navigator.userActivation as UserActivation | undefined)?.hasBeenActive === false) {
    setRequest(told);
    throw new Error(WANTS_TOUCH);
  }
  window.setTimeout(() => { open(told); }, 0); // a browser may close connections when a page opens a link
}

/** Open the link now: of a click on this screen, or with the one that came before. */
export function open(told: Told): void {
  setRequest(undefined);
  follow(told.link as string);
  const launcher = sourceName(told.source as string) || "Its launcher";
  toast(`${told.from as string} starts “${told.title as string}” here. ${launcher} opens, if the browser lets it.`, {
    duration: 12_000,
    action: { label: "Start", onClick: () => { follow(told.link as string); } }, // no page learns whether a browser refused
  });
}

function follow(link: string) {
  const anchor = document.createElement("a");
  anchor.href = link;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}
