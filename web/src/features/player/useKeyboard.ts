import { useEffect } from "react";
import { isTyping } from "@/lib/shortcut";

export interface Commands {
  toggle: () => void;
  seekBy: (seconds: number) => void;
  changeVolume: (by: number) => void;
  toggleMute: () => void;
  toggleFullscreen: () => void;
  toggleSubtitles: () => void;
  /** Slower or faster by some steps. */
  changeRate: (steps: number) => void;
  leave: () => void;
}

/** Keyboard shortcuts. A focused button keeps Space and Enter, a focused slider or menu keeps the arrow keys. */
export function useKeyboard(commands: Commands) {
  useEffect(() => {
    const keys: Record<string, () => void> = {
      " ": commands.toggle,
      k: commands.toggle,
      ArrowLeft: () => { commands.seekBy(-10); },
      ArrowRight: () => { commands.seekBy(10); },
      ArrowUp: () => { commands.changeVolume(0.05); },
      ArrowDown: () => { commands.changeVolume(-0.05); },
      f: commands.toggleFullscreen,
      m: commands.toggleMute,
      c: commands.toggleSubtitles,
      "<": () => { commands.changeRate(-1); },
      ">": () => { commands.changeRate(1); },
      Backspace: commands.leave,
    };
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.key.startsWith("Arrow") && target?.closest("[role=menu],[role=slider],input")) return;
      if (event.key === " " && target?.closest("button,a,[role=menuitem],[role=menuitemradio]")) return;
      const command = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!command) return;
      event.preventDefault();
      command();
    };
    document.addEventListener("keydown", press);
    return () => {
      document.removeEventListener("keydown", press);
    };
  }, [commands]);
}
