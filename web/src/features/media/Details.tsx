import { Link } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import type { Episode, Media, Season } from "@/lib/api";
import { count, length } from "@/lib/format";
import { countryName, dateText, idUrl, languageName, ratingText, sourceLabel, statusText, votesText } from "@/lib/metadata";

type About = Pick<Media, "ratings" | "runtime" | "released" | "ended" | "status" | "studios" | "networks" | "countries" | "languages" | "keywords" | "external_ids">;

interface Props {
  about: About | Season | Episode;
  kind: string;
  /** The library whose titles links lead to. */
  libraryId: number;
  original?: string | null | undefined;
}

const link = "underline decoration-line underline-offset-4 hover:decoration-accent hover:text-ink";

/** Everything else that is known of an item, as a list of names and values. */
export function Details({ about, kind, libraryId, original }: Props) {
  const studios = (names: string[]) =>
    joined(
      names.map((name) => (
        <Link key={name} to="/library/$id" params={{ id: String(libraryId) }} search={{ studio: name }} className={link}>
          {name}
        </Link>
      )),
    );
  const rows: [string, ReactNode][] = [
    ["Original title", original],
    ["Released", kind === "show" ? undefined : dateText(about.released)],
    ["First aired", kind === "show" ? dateText(about.released) : undefined],
    ["Last aired", dateText(about.ended)],
    ["Status", about.status ? statusText(about.status) : undefined],
    ["Length", about.runtime ? length(about.runtime) : undefined],
    [about.studios.length > 1 ? "Studios" : "Studio", about.studios.length > 0 && studios(about.studios)],
    [about.networks.length > 1 ? "Networks" : "Network", about.networks.length > 0 && studios(about.networks)],
    [about.countries.length > 1 ? "Countries" : "Country", about.countries.map(countryName).join(", ")],
    [about.languages.length > 1 ? "Languages" : "Language", about.languages.map(languageName).join(", ")],
    ["Keywords", about.keywords.slice(0, 12).join(", ")],
    ["Ratings", about.ratings.length > 0 && <Ratings ratings={about.ratings} />],
    ["Elsewhere", Object.keys(about.external_ids).length > 0 && <Ids ids={about.external_ids} kind={kind} />],
  ];
  const shown = rows.filter(([, value]) => Boolean(value));
  if (shown.length === 0) return null;
  return (
    <section className="py-4">
      <h2 className="mb-3 text-lg font-semibold">Details</h2>
      <dl className="grid gap-x-10 gap-y-4 text-sm sm:grid-cols-2 lg:grid-cols-3">
        {shown.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-soft">{name}</dt>
            <dd className="mt-0.5 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The ratings of sources. */
export function Ratings({ ratings }: { ratings: About["ratings"] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {ratings.map((rating) => (
        <li key={rating.source}>
          {sourceLabel(rating.source)} <span className="font-semibold">{ratingText(rating)}</span>
          {rating.votes ? <span className="text-soft"> · {count(rating.votes, "vote").replace(/^[\d,]+/, votesText(rating.votes))}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** External ids, as links where Dim knows the page. */
export function Ids({ ids, kind }: { ids: Record<string, string>; kind: string }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {Object.entries(ids).map(([provider, id]) => {
        const url = idUrl(provider, id, kind);
        return (
          <li key={provider}>
            {url ? (
              <a href={url} target="_blank" rel="noreferrer" className={`inline-flex items-center gap-1 ${link}`}>
                {sourceLabel(provider)} <ExternalLink className="size-3.5 text-soft" aria-hidden />
                <span className="sr-only">(another site)</span>
              </a>
            ) : (
              <>
                {sourceLabel(provider)} <span className="text-soft">{id}</span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function joined(parts: ReactNode[]): ReactNode {
  return parts.map((part, place) => (
    <span key={place}>
      {place > 0 && ", "}
      {part}
    </span>
  ));
}
