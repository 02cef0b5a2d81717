import { useCallback, useState } from "react";

const KEPT = "dim.subtitles";

export interface SubtitleStyle {
  size: "small" | "medium" | "large";
  /** Whether text has a dark box behind it, not only an outline. */
  boxed: boolean;
  /** Delay in seconds; not remembered. */
  offset: number;
}

/** The style of subtitles, remembered in this browser. */
export function useSubtitleStyle(): [SubtitleStyle, (change: Partial<SubtitleStyle>) => void] {
  const [style, setStyle] = useState<SubtitleStyle>(() => ({ size: "medium", boxed: false, ...remembered(), offset: 0 }));
  const change = useCallback((part: Partial<SubtitleStyle>) => {
    setStyle((before) => {
      const after = { ...before, ...part, offset: Math.round((part.offset ?? before.offset) * 10) / 10 };
      localStorage.setItem(KEPT, JSON.stringify({ size: after.size, boxed: after.boxed }));
      return after;
    });
  }, []);
  return [style, change];
}

function remembered(): Partial<SubtitleStyle> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<SubtitleStyle>;
  } catch {
    return {};
  }
}
