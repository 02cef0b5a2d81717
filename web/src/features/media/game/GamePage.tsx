import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Attribution } from "@/components/Attribution";
import type { Media } from "@/lib/api";
import { size } from "@/lib/format";
import { belongingsHeading, playedText, sourceName, usePlatformName } from "@/lib/games";
import { dateText } from "@/lib/metadata";
import { meQuery } from "@/lib/queries";
import { Ids, Ratings } from "../Details";
import { EditMedia } from "../edit/EditMedia";
import { certificationFact, ratingFact } from "../facts";
import { Hero } from "../Hero";
import { MatchNotice } from "../MatchNotice";
import { Related } from "../Related";
import { TitleMenu } from "../TitleMenu";
import { Trailers } from "../Trailers";
import { Copies } from "./Copies";
import { Download } from "./Download";
import { Screenshots } from "./Screenshots";
import { StartButtons } from "./StartButtons";

const pill = "rounded-full bg-raised/80 px-2.5 py-0.5 text-xs font-medium text-ink";

/** The page of a game. */
export function GamePage({ media }: { media: Media }) {
  const platformName = usePlatformName();
  const { data: me } = useQuery(meQuery);
  return (
    <article key={media.id}>
      <Hero
        backdrop={{ itemId: media.id, kind: "backdrop", image: media.pictures.backdrop }}
        poster={{ itemId: media.id, image: media.pictures.poster }}
        title={media.title}
        logo={{ itemId: media.id, image: media.pictures.logo }}
        original={media.original_title}
        others={media.other_titles}
        tagline={media.tagline}
        facts={facts(media, platformName)}
        overview={media.overview}
      >
        <StartButtons media={media} />
        <Download media={media} />
        <EditMedia media={media} />
        <TitleMenu media={media} />
      </Hero>
      <div className="page flex flex-col gap-8 pt-8">
        {media.missing && <DriveAway />}
        <MatchNotice media={media} />
        <Copies media={media} me={me} />
        <Screenshots media={media} />
        <Trailers trailers={media.trailers} />
        <Belongings media={media} />
        <Related media={media} />
        <Facts media={media} />
        <Attribution known={media} />
      </div>
    </article>
  );
}

/** What the head of the page says of a game, in short. */
function facts(media: Media, platformName: (platform: string) => string): ReactNode[] {
  const library = { to: "/library/$id", params: { id: String(media.library_id) } } as const;
  return [
    media.year && (
      <Link {...library} search={{ year_from: media.year, year_to: media.year }} className="underline-offset-4 decoration-accent hover:text-ink hover:underline">
        {media.year}
      </Link>
    ),
    certificationFact(media.certification),
    <span key="played" className="font-medium text-ink">{playedText(media)}</span>,
    media.favorite && "Favourite",
    media.hidden && "Hidden",
    ratingFact(media),
    (media.platforms ?? []).length > 0 && (
      <span className="flex flex-wrap gap-1.5">
        {media.platforms?.map((platform) => (
          <Link key={platform} {...library} search={{ platform }} className={`${pill} hover:bg-accent hover:text-on-accent`}>
            {platformName(platform)}
          </Link>
        ))}
      </span>
    ),
    media.genres.length > 0 && (
      <span className="flex flex-wrap gap-1.5">
        {media.genres.map((genre) => (
          <Link key={genre} {...library} search={{ genre }} className={`${pill} hover:bg-accent hover:text-on-accent`}>
            {genre}
          </Link>
        ))}
      </span>
    ),
  ].filter(Boolean);
}

function DriveAway() {
  return (
    <p role="status" className="flex items-start gap-3 rounded-xl bg-raised/60 px-4 py-3 text-sm">
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden />
      The drive on which it is installed is not connected. Connect it, and it can be started again.
    </p>
  );
}

/** DLC, demos and soundtracks that belong to it. */
function Belongings({ media }: { media: Media }) {
  const found = media.belongings ?? [];
  const types = [...new Set(found.map((one) => one.type))];
  if (types.length === 0) return null;
  return (
    <section className="grid gap-6 sm:grid-cols-2">
      {types.map((type) => {
        const listed = found.filter((one) => one.type === type);
        return (
          <div key={type} className="min-w-0">
            <h2 className="mb-3 text-lg font-semibold">{belongingsHeading(type, listed.length)}</h2>
            <ul className="divide-y divide-line/60 text-sm">
              {listed.map((one) => (
                <li key={one.title} className="flex items-baseline justify-between gap-4 py-2">
                  <span className="min-w-0 wrap-anywhere">{one.title}</span>
                  {one.installed && <span className="shrink-0 text-xs text-soft">Installed</span>}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

/** Everything else that is known of it. */
function Facts({ media }: { media: Media }) {
  const rows: [string, ReactNode][] = [
    ["From", sourceName(media.source)],
    ["Version", media.label],
    [(media.developers ?? []).length > 1 ? "Developers" : "Developer", media.developers?.join(", ")],
    [(media.publishers ?? []).length > 1 ? "Publishers" : "Publisher", media.publishers?.join(", ")],
    ["Released", dateText(media.release_date)],
    ["Controller", media.controller === "full" ? "Full support" : media.controller === "partial" ? "Partial support" : undefined],
    ["Ratings", media.ratings.length > 0 && <Ratings ratings={media.ratings} />],
    ["Elsewhere", Object.keys(media.external_ids).length > 0 && <Ids ids={media.external_ids} kind="game" />],
    ["Size", media.size ? size(media.size) : undefined],
    [media.source === "rom" ? "Folder" : "Installed in", media.install_path && <span className="font-mono text-xs">{media.install_path}</span>],
  ];
  return (
    <section className="py-4">
      <h2 className="mb-3 text-lg font-semibold">Details</h2>
      <dl className="grid gap-x-10 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-3">
        {rows.filter(([, value]) => Boolean(value)).map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-soft">{name}</dt>
            <dd className="mt-0.5 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
