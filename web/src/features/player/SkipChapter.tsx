import { SkipForward } from "lucide-react";
import { Button } from "@/components/Button";
import type { Opened } from "@/lib/api";

interface Props {
  parts: Opened["parts"];
  time: number;
  duration: number;
  raised: boolean;
  onSkip: (time: number) => void;
  onNext: (() => void) | undefined;
}

/** Credits that end within so many seconds of the end are the last chapter. */
const LAST_SECONDS = 15;

/** During the opening or the credits: a button that skips them, or plays the next episode. */
export function SkipChapter({ parts, time, duration, raised, onSkip, onNext }: Props) {
  const part = parts.find((other) => other.start <= time && time < other.end - 1);
  if (!part) return null;
  const isLast = part.kind === "credits" && part.end > duration - LAST_SECONDS;
  if (isLast && !onNext) return null;
  const label = part.kind === "opening" ? "Skip intro" : isLast ? "Next episode" : "Skip credits";
  return (
    <div className={`absolute right-4 z-10 transition-[bottom] md:right-8 ${raised ? "bottom-32" : "bottom-10"}`}>
      <Button
        onClick={() => {
          if (isLast) onNext?.();
          else onSkip(part.end);
        }}
      >
        <SkipForward className="size-4" /> {label}
      </Button>
    </div>
  );
}
