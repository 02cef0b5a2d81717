import { useEffect, useState } from "react";
import { Button } from "@/components/Button";
import type { Card } from "@/lib/api";
import { episodeNumber } from "@/lib/format";

const SECONDS = 10;

/** At the end of an episode: a countdown to the next one, which can be cancelled. */
export function UpNext({ card, onPlay, onStay }: { card: Card; onPlay: () => void; onStay: () => void }) {
  const [left, setLeft] = useState(SECONDS);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      if (left <= 1) onPlay();
      else setLeft(left - 1);
    }, 1000);
    return () => {
      window.clearTimeout(timer);
    };
  }, [left, onPlay]);
  return (
    <section aria-label="Next episode" className="absolute right-4 bottom-32 left-4 rounded-2xl bg-surface/95 p-5 shadow-2xl ring-1 ring-line sm:left-auto sm:w-96">
      <p className="text-sm text-soft">Next in {left} s</p>
      <p className="mt-1 font-semibold">
        {episodeNumber(card.season, card.episode)} {card.episode_title}
      </p>
      <div className="mt-4 flex gap-2">
        <Button kind="primary" onClick={onPlay} autoFocus>
          Play now
        </Button>
        <Button onClick={onStay}>Not now</Button>
      </div>
    </section>
  );
}
