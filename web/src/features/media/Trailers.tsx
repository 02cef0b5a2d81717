import { ExternalLink, Clapperboard } from "lucide-react";
import type { Media } from "@/lib/api";
import { isWebUrl, languageName } from "@/lib/metadata";

/** Trailers on the web, as links: nothing of another site is loaded into the page. */
export function Trailers({ trailers }: { trailers: Media["trailers"] }) {
  const shown = trailers.filter(({ url }) => isWebUrl(url)).slice(0, 6);
  if (shown.length === 0) return null;
  return (
    <section className="py-4">
      <h2 className="mb-3 text-lg font-semibold">{shown.length > 1 ? "Trailers" : "Trailer"}</h2>
      <ul className="flex flex-wrap gap-2">
        {shown.map(({ url, name, language }) => (
          <li key={url} className="max-w-full">
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="flex items-center gap-3 rounded-xl bg-surface px-4 py-3 text-sm transition hover:bg-raised"
            >
              <Clapperboard className="size-5 shrink-0 text-accent" aria-hidden />
              <span className="min-w-0">
                <span className="block truncate font-medium">{name ?? "Trailer"}</span>
                <span className="block truncate text-xs text-soft">{[new URL(url).hostname.replace(/^www\./, ""), language && languageName(language)].filter(Boolean).join(" · ")}</span>
              </span>
              <ExternalLink className="size-4 shrink-0 text-soft" aria-hidden />
              <span className="sr-only">(another site)</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
