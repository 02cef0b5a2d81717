import { Link } from "@tanstack/react-router";
import { Play, RotateCcw } from "lucide-react";
import { buttonClass } from "@/components/Button";
import { PlayOn } from "@/components/remote/PlayOn";
import type { Media } from "@/lib/api";
import { clock, episodeNumber } from "@/lib/format";
import { WatchedButton } from "./WatchedButton";

interface PlayProps {
  id: number;
  /** What is played, where the page is about more: "S01E02". */
  name?: string;
  /** Seconds at which the user goes on; 0: from the beginning. */
  seconds: number;
  /** It was watched to the end. */
  again?: boolean;
}

/** The main button of a page: plays, resumes, or plays again what was watched; and one that starts from the beginning. */
export function PlayLinks({ id, name, seconds, again = false }: PlayProps) {
  const what = name ? ` ${name}` : "";
  return (
    <>
      <Link to="/play/$id" params={{ id: String(id) }} search={again ? { start: 0 } : {}} className={`${buttonClass("primary", true)} max-sm:px-4`}>
        <Play className="size-5 fill-current" aria-hidden />
        {again ? `Play again${name ? ` from ${name}` : ""}` : seconds > 0 ? `Resume${what} at ${clock(seconds)}` : `Play${what}`}
      </Link>
      {!again && seconds > 0 && (
        <Link to="/play/$id" params={{ id: String(id) }} search={{ start: 0 }} title="Play from the beginning" className={`${buttonClass("plain", true)} max-sm:px-3.5`}>
          <RotateCcw className="size-5" aria-hidden /> <span className="max-sm:sr-only">Play from the beginning</span>
        </Link>
      )}
      <PlayOn id={id} start={again ? 0 : undefined} />
    </>
  );
}

/** Buttons to play or resume a title, and to mark it as watched. */
export function PlayButtons({ media }: { media: Media }) {
  if (media.kind === "movie") {
    if (media.files.length === 0) return null;
    return (
      <>
        <PlayLinks id={media.id} seconds={media.watched ? 0 : media.seconds} again={media.watched} />
        <WatchedButton id={media.id} watched={media.watched} />
      </>
    );
  }
  const next = media.next_episode ?? media.first_episode;
  if (!next) return null;
  const isOver = media.seasons.every((season) => season.unwatched === 0);
  return (
    <>
      <PlayLinks id={next.id} name={episodeNumber(next.season, next.episode)} seconds={media.next_episode?.seconds ?? 0} again={!media.next_episode && next.watched} />
      <WatchedButton id={media.id} watched={isOver} name="show" />
    </>
  );
}
