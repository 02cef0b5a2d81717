import { ArrowLeft, RotateCcw } from "lucide-react";
import { Artwork } from "@/components/Artwork";
import { Button } from "@/components/Button";
import type { Opened } from "@/lib/api";

interface Props {
  opened: Opened;
  onAgain: () => void;
  onLeave: () => void;
  /** Plays the next episode, if there is one. */
  onNext: (() => void) | undefined;
}

/** At the end: what was watched, and where to go from here. */
export function EndScreen({ opened, onAgain, onLeave, onNext }: Props) {
  const { item } = opened;
  const { backdrop, poster } = item.pictures;
  return (
    <section aria-label="The end" className="absolute inset-0 grid place-items-center overflow-hidden bg-black text-white">
      {(backdrop ?? poster) && (
        <Artwork itemId={item.media_id} kind={backdrop ? "backdrop" : "poster"} image={backdrop ?? poster} width={960} eager className="absolute inset-0 opacity-30 blur-sm" />
      )}
      <div className="relative flex max-w-2xl flex-col items-center gap-6 p-6 text-center">
        <p className="text-sm text-white/70">You have watched</p>
        <p className="line-clamp-3 text-xl font-bold text-balance md:text-2xl">{opened.title}</p>
        <div className="flex flex-wrap justify-center gap-3">
          <Button large kind="primary" onClick={onNext ?? onLeave} autoFocus>
            {onNext ? "Next episode" : <><ArrowLeft className="size-5" aria-hidden /> Done</>}
          </Button>
          <Button large onClick={onAgain}>
            <RotateCcw className="size-5" aria-hidden /> Watch again
          </Button>
          {onNext && (
            <Button large onClick={onLeave}>
              Done
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
