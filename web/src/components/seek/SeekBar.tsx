import { Slider } from "@base-ui/react/slider";
import { useState } from "react";
import { clock } from "@/lib/format";
import { Preview, type ThumbnailSource } from "./Preview";

interface Props {
  time: number;
  duration: number;
  buffered: number;
  chapters: { start: number; title: string }[];
  /** Where thumbnails come from; undefined: there are none. */
  thumbnails: ThumbnailSource | undefined;
  onSeek: (time: number) => void;
  /** Seek by some seconds, as the arrow keys do everywhere else in the player. */
  onSeekBy: (seconds: number) => void;
}

const ARROWS: Record<string, number> = { ArrowLeft: -10, ArrowRight: 10 };

/** The seek bar: position, buffer and chapters. */
export function SeekBar({ time, duration, buffered, chapters, thumbnails, onSeek, onSeekBy }: Props) {
  const [dragged, setDragged] = useState<number>();
  const [pointed, setPointed] = useState<number>();
  const looked = dragged ?? pointed;
  const shown = dragged ?? Math.min(time, duration);
  const part = (seconds: number) => `${String(duration > 0 ? Math.min(100, (seconds / duration) * 100) : 0)}%`;
  const chapter = chapters.findLast((other) => other.start <= shown);
  return (
    <Slider.Root
      value={shown}
      min={0}
      max={Math.max(duration, 0.1)}
      step={1}
      largeStep={30}
      onValueChange={(value) => { setDragged(value); }}
      onValueCommitted={(value) => {
        setDragged(undefined);
        onSeek(value);
      }}
      onKeyDownCapture={(event) => {
        const seconds = ARROWS[event.key];
        if (seconds === undefined || event.shiftKey) return;
        event.preventDefault(); // the slider's own step would be one second
        event.stopPropagation();
        onSeekBy(seconds);
      }}
      className="w-full"
    >
      <Slider.Control
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setPointed(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * duration);
        }}
        onPointerLeave={() => { setPointed(undefined); }}
        className="group/seek flex h-6 w-full touch-none items-center select-none relative"
      >
        {looked !== undefined && duration > 0 && (
          <Preview of={thumbnails} time={looked} place={looked / duration} chapter={chapters.findLast((other) => other.start <= looked)?.title} />
        )}
        <Slider.Track className="relative h-1.5 w-full rounded-full bg-white/25 transition-[height] group-hover/seek:h-2">
          <span className="absolute inset-y-0 left-0 rounded-full bg-white/30" style={{ width: part(buffered) }} />
          <Slider.Indicator className="rounded-full bg-[#ffab5c]" />
          {chapters.slice(1).map((other) => (
            <span key={other.start} className="absolute inset-y-0 w-0.5 bg-black/60" style={{ left: part(other.start) }} />
          ))}
          <Slider.Thumb
            data-testid="seek-thumb"
            getAriaLabel={() => "Seek"}
            getAriaValueText={() => `${clock(shown)} of ${clock(duration)}`}
            className="size-4 rounded-full bg-white shadow focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-[#ffab5c]"
          />
        </Slider.Track>
      </Slider.Control>
      <div className="flex justify-between gap-4 text-xs text-white/90 tabular-nums">
        <span>{clock(shown)}</span>
        {chapter && <span className="truncate">{chapter.title}</span>}
        <span>−{clock(duration - shown)}</span>
      </div>
    </Slider.Root>
  );
}
