import { Link } from "@tanstack/react-router";
import { Check, Play, Unplug } from "lucide-react";
import type { Card } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import { Artwork } from "./Artwork";

interface Props {
  card: Card;
  /** Wide cards show a still and start playback. */
  wide?: boolean;
}

/** A movie, show or episode in a grid or a row. */
export function MediaCard({ card, wide = false }: Props) {
  const shape = wide ? "aspect-video" : "aspect-2/3";
  return (
    <div className="group relative rounded-xl outline-offset-2 outline-accent has-[a:focus-visible]:outline-2">
      <div
        className={`relative ${shape} overflow-hidden rounded-xl bg-surface ring-1 ring-line/60 transition duration-200 group-hover:ring-2 group-hover:ring-accent`}
      >
        <CardArtwork card={card} wide={wide} />
        {wide && (
          <span className="absolute inset-0 grid place-items-center bg-black/40 opacity-0 transition group-focus-within:opacity-100 group-hover:opacity-100">
            <span className="grid size-14 place-items-center rounded-full bg-accent text-on-accent">
              <Play className="size-6 fill-current" />
            </span>
          </span>
        )}
        <Badges card={card} />
        <ProgressLine seconds={card.seconds} duration={card.duration} />
      </div>
      <CardText card={card} wide={wide} />
    </div>
  );
}

function CardArtwork({ card, wide }: { card: Card; wide: boolean }) {
  const { still, backdrop, poster } = card.pictures;
  const [kind, image] = wide
    ? still
      ? (["still", still] as const)
      : (["backdrop", backdrop ?? poster] as const)
    : (["poster", poster] as const);
  const owner = kind === "still" || card.kind !== "episode" ? card.id : card.media_id;
  if (!image)
    return (
      <span className="absolute inset-0 grid place-items-center bg-linear-to-br from-raised to-surface p-3 text-center text-sm font-semibold text-soft">
        <span className="line-clamp-4">{card.title}</span>
      </span>
    );
  return <Artwork itemId={owner} kind={kind} image={image} width={wide ? 480 : 320} className="absolute inset-0" />;
}

function Badges({ card }: { card: Card }) {
  return (
    <span className="absolute top-2 right-2 flex gap-1">
      {card.missing && (
        <span className="flex items-center gap-1 rounded-md bg-black/75 px-1.5 py-0.5 text-xs font-medium text-white">
          <Unplug className="size-3" /> Missing
        </span>
      )}
      {card.favorite && (
        <span role="img" aria-label="Favourite" className="grid size-5 place-items-center rounded-full bg-black/75 text-xs text-white">
          ★
        </span>
      )}
      {card.installed && !card.missing && (
        <span className="grid size-5 place-items-center rounded-full bg-black/75 text-white">
          <Check className="size-3.5" aria-label="Installed" />
        </span>
      )}
      {card.unwatched > 0 && (
        <span className="rounded-md bg-black/75 px-1.5 py-0.5 text-xs font-semibold text-white tabular-nums">
          <span className="sr-only">Unwatched: </span>
          {card.unwatched}
        </span>
      )}
      {card.watched && card.unwatched === 0 && (
        <span className="grid size-5 place-items-center rounded-full bg-black/75 text-white">
          <Check className="size-3.5" aria-label="Watched" />
        </span>
      )}
    </span>
  );
}

/** How much of it was watched. */
export function ProgressLine({ seconds, duration }: { seconds: number; duration?: number | null }) {
  if (!duration || seconds < 1) return null;
  return (
    <span className="absolute inset-x-0 bottom-0 h-1 bg-black/60">
      <span className="block h-full bg-[#ffab5c]" style={{ width: `${String(Math.min(100, (seconds / duration) * 100))}%` }} />
    </span>
  );
}

function CardText({ card, wide }: { card: Card; wide: boolean }) {
  const about =
    card.kind === "episode"
      ? `${episodeNumber(card.season, card.episode)}${card.episode_title ? ` · ${card.episode_title}` : ""}`
      : card.kind === "game"
        ? [card.label ?? card.year, card.play_time && `${String(Math.round(card.play_time / 3600) || "<1")} h`].filter(Boolean).join(" · ")
        : card.year;
  const inside = (
    <>
      <span className="absolute inset-0 z-10 rounded-xl" />
      {card.title}
    </>
  );
  const style = "block truncate text-sm font-medium outline-none"; // the ring is around the card
  return (
    <div className="pt-2">
      {wide && card.kind !== "game" ? (
        <Link to="/play/$id" params={{ id: String(card.id) }} title={card.title} className={style} aria-label={`Play ${card.title}`}>
          {inside}
        </Link>
      ) : (
        <Link to="/media/$id" params={{ id: String(card.media_id) }} title={card.title} className={style}>
          {inside}
        </Link>
      )}
      <p className="truncate text-xs text-soft">{about || "\u00a0"}</p>
    </div>
  );
}

/** The placeholder of a card that is loading. */
export function CardSkeleton({ wide = false }: { wide?: boolean }) {
  return (
    <div aria-hidden>
      <div className={`${wide ? "aspect-video" : "aspect-2/3"} skeleton rounded-xl`} />
      <div className="flex h-7 items-end pt-2">
        <div className="h-3.5 w-3/4 skeleton rounded" />
      </div>
      <div className="flex h-4 items-center">
        <div className="h-3 w-1/3 skeleton rounded" />
      </div>
    </div>
  );
}
