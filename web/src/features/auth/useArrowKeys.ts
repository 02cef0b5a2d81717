import { useEffect } from "react";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled)";
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** The arrow keys of a remote control move the focus through the page, in the order in which it is read. */
export function useArrowKeys() {
  useEffect(() => {
    const move = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      const at = document.activeElement;
      const isSideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      if (step === undefined || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      if (at instanceof HTMLInputElement && (isSideways || ["radio", "range", "number", "date"].includes(at.type))) return; // they have a use for it
      const found = [...document.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.tabIndex >= 0 && one.checkVisibility());
      const place = at instanceof HTMLElement ? found.indexOf(at) : -1;
      const next = place < 0 ? found.at(step > 0 ? 0 : -1) : found[place + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    document.addEventListener("keydown", move);
    return () => { document.removeEventListener("keydown", move); };
  }, []);
}
