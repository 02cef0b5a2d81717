import { useState, type ReactNode } from "react";
import { Artwork } from "@/components/Artwork";
import { artworkUrl, type Image } from "@/lib/api";

interface Props {
  backdrop: { itemId: number; kind: string; image: Image | undefined };
  poster?: { itemId: number; image: Image | undefined } | undefined;
  /** What it belongs to, above its name. */
  above?: ReactNode;
  title: string;
  /** Its name as an image, shown instead of the text. */
  logo?: { itemId: number; image: Image | undefined } | undefined;
  /** Its original name, if that is another one. */
  original?: string | null | undefined;
  /** What it is called in other languages. */
  others?: string[] | undefined;
  tagline?: string | null | undefined;
  facts: ReactNode[];
  overview?: string | null | undefined;
  children: ReactNode;
}

/** The head of a page about a movie, show, season or episode: backdrop, poster, name, facts and buttons. */
export function Hero({ backdrop, poster, above, title, logo, original, others = [], tagline, facts, overview, children }: Props) {
  const names = [...new Set([original, ...others])].filter((name) => name && name !== title).slice(0, 4);
  return (
    <div className="relative isolate overflow-hidden">
      <div className="absolute inset-0 -z-10 h-full">
        <Artwork itemId={backdrop.itemId} kind={backdrop.kind} image={backdrop.image} width={960} eager className="size-full opacity-60 [&_img]:object-[50%_25%]" />
        <div className="absolute inset-0 bg-linear-to-t from-ground via-ground/80 to-ground/30" />
        <div className="absolute inset-0 hidden bg-linear-to-r from-ground/90 to-transparent md:block" />
      </div>
      <div className="page flex gap-8 pt-28 pb-2 md:pt-40">
        {poster && (
          <div className="hidden aspect-2/3 w-52 shrink-0 self-end overflow-hidden rounded-xl bg-raised shadow-2xl ring-1 ring-line sm:block">
            <Artwork itemId={poster.itemId} kind="poster" image={poster.image} width={320} eager className="size-full" />
          </div>
        )}
        <div className="flex min-w-0 flex-col justify-end gap-4">
          {above && <p className="-mb-2 text-sm font-medium text-soft">{above}</p>}
          <div>
            <h1 className="text-xl leading-tight font-bold tracking-tight text-balance break-words md:text-2xl">
              {logo?.image ? <Logo key={logo.image.digest} itemId={logo.itemId} image={logo.image} title={title} /> : title}
            </h1>
            {names.length > 0 && <p className="mt-1 wrap-anywhere text-soft">{names.join(" · ")}</p>}
          </div>
          {facts.length > 0 && (
            <ul className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft">
              {facts.map((fact, place) => (
                <li key={place}>{fact}</li>
              ))}
            </ul>
          )}
          {tagline && <p className="text-lg text-balance italic">{tagline}</p>}
          {overview && <p className="max-w-3xl whitespace-pre-line wrap-anywhere">{overview}</p>}
          <div className="flex flex-wrap gap-2 sm:gap-3">{children}</div>
        </div>
      </div>
    </div>
  );
}

/** A name as an image; as text if the image does not load. */
function Logo({ itemId, image, title }: { itemId: number; image: Image; title: string }) {
  const [failed, setFailed] = useState(false);
  if (failed) return title;
  return (
    <img
      src={artworkUrl(itemId, "logo", image, 800)}
      alt={title}
      width={image.width}
      height={image.height}
      onError={() => { setFailed(true); }}
      className="logo max-h-24 w-auto max-w-[min(24rem,80vw)] object-contain object-left drop-shadow-[0_2px_10px_rgb(0_0_0/0.5)] md:max-h-32"
    />
  );
}
