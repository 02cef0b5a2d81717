import { AudioLines } from "lucide-react";
import { Artwork } from "@/components/Artwork";
import type { Opened } from "@/lib/api";

/** The poster and title, shown while something without video plays. */
export function AudioPoster({ opened }: { opened: Opened }) {
  const { item } = opened;
  const { poster } = item.pictures;
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-6 bg-linear-to-b from-raised to-black p-8 text-center text-white">
      {poster ? (
        <Artwork itemId={item.media_id} kind="poster" image={poster} width={320} className="h-[50vh] max-w-full aspect-2/3 rounded-2xl shadow-2xl" eager />
      ) : (
        <AudioLines className="size-24 text-white/60" aria-hidden />
      )}
      <p className="line-clamp-2 max-w-2xl text-2xl font-semibold">{opened.title}</p>
    </div>
  );
}
