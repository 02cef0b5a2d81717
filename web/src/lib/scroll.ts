import type { AnyRouter } from "@tanstack/react-router";

/**
 * Restores the scroll position after going back and after a reload. The router does so when a page is first drawn; where its data
 * comes later, the page is too short then, and this goes on until it is long enough.
 */

const KEPT = "dim.scroll";
const MOST_MS = 5000;
const BY_USER = ["wheel", "touchstart", "keydown", "pointerdown"] as const;

type Positions = Record<string, number>;

function stored(): Positions {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Positions;
  } catch {
    return {};
  }
}

/** Remember and restore the scroll positions of a router's pages. */
export function restoreScroll(router: AnyRouter): void {
  const positions = stored();
  let stop: (() => void) | undefined;
  const keyOf = (location: { state: { __TSR_key?: string | undefined }; href: string }) => location.state.__TSR_key ?? location.href;
  router.subscribe("onBeforeLoad", ({ fromLocation }) => {
    if (fromLocation) positions[keyOf(fromLocation)] = window.scrollY;
  });
  router.subscribe("onRendered", ({ toLocation, fromLocation, hrefChanged }) => {
    if (fromLocation && !hrefChanged) return;
    stop?.();
    const wanted = positions[keyOf(toLocation)] ?? 0;
    stop = wanted > 0 ? scrollOnceLongEnough(wanted) : undefined;
  });
  window.addEventListener("pagehide", () => {
    positions[keyOf(router.state.location)] = window.scrollY;
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(Object.entries(positions).slice(-100))));
    } catch {
      // no storage: the position is lost on a reload
    }
  });
}

/** Scrolls as far as the page goes, until it reaches the position or the user does something. Gives a function that ends it. */
function scrollOnceLongEnough(wanted: number): () => void {
  const scroll = () => {
    if (Math.abs(window.scrollY - wanted) > 1) window.scrollTo({ top: wanted, behavior: "instant" });
    if (document.documentElement.scrollHeight - window.innerHeight >= wanted) end();
  };
  const observer = new ResizeObserver(scroll);
  const timer = window.setTimeout(() => { end(); }, MOST_MS);
  function end() {
    observer.disconnect();
    window.clearTimeout(timer);
    for (const name of BY_USER) window.removeEventListener(name, end);
  }
  for (const name of BY_USER) window.addEventListener(name, end, { passive: true });
  observer.observe(document.body);
  return end;
}
