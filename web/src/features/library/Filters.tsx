import { Popover } from "@base-ui/react/popover";
import { useQuery } from "@tanstack/react-query";
import { ListFilter, X } from "lucide-react";
import { Button } from "@/components/Button";
import { Select } from "@/components/Select";
import { GameFilters } from "./GameFilters";
import { sourceName, usePlatformName } from "@/lib/games";
import type { ListOptions } from "@/lib/queries";
import { facetsQuery, type Source } from "./source";

interface Props {
  source: Source;
  /** It holds games. */
  games: boolean;
  list: ListOptions;
  onChange: (change: Partial<ListOptions>) => void;
}

/** The active filters, each with its label and the change that removes it. */
export function active(list: ListOptions, platformName = (platform: string) => platform): { label: string; without: Partial<ListOptions> }[] {
  return [
    list.genre !== undefined && { label: list.genre, without: { genre: undefined } },
    list.studio !== undefined && { label: list.studio, without: { studio: undefined } },
    list.year_from !== undefined && { label: yearsLabel(list.year_from, list.year_to), without: { year_from: undefined, year_to: undefined } },
    list.certification !== undefined && { label: list.certification, without: { certification: undefined } },
    list.platform !== undefined && { label: platformName(list.platform), without: { platform: undefined } },
    list.source !== undefined && { label: sourceName(list.source), without: { source: undefined } },
    list.installed !== undefined && { label: list.installed ? "Installed" : "Not installed", without: { installed: undefined } },
    list.favorite !== undefined && { label: list.favorite ? "Favourites" : "No favourites", without: { favorite: undefined } },
    list.controller !== undefined && { label: list.controller ? "With a controller" : "Without a controller", without: { controller: undefined } },
    list.hidden && { label: "With hidden games", without: { hidden: undefined } },
    list.watched !== undefined && { label: list.watched ? "Watched" : "Unwatched", without: { watched: undefined } },
  ].filter((entry) => typeof entry === "object");
}

/** "1999", "1990s", "1990–2005". */
export function yearsLabel(from: number, to: number | undefined): string {
  if (to === from) return String(from);
  if (from % 10 === 0 && (to === undefined || to === from + 9)) return `${String(from)}s`;
  return `${String(from)}–${String(to ?? "")}`;
}

/** Filters a library by genre, decade, certification and watched state. */
export function Filters({ source, games, list, onChange }: Props) {
  const { data: facets } = useQuery(facetsQuery(source));
  const decades = [...new Set(facets?.years.map(({ value }) => Math.floor(Number(value) / 10) * 10))];
  const any = { value: "", label: "Any" };
  return (
    <Popover.Root>
      <Popover.Trigger render={<Button kind="quiet" />}>
        <ListFilter className="size-4" aria-hidden /> Filter
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={8} collisionPadding={8} className="z-40">
          <Popover.Popup aria-label="Filters" className="flex w-72 flex-col gap-4 rounded-xl bg-raised p-4 shadow-2xl ring-1 ring-line outline-none">
            {facets && facets.genres.length > 0 && (
              <Select
                label="Genre"
                value={list.genre ?? ""}
                onChange={(genre) => { onChange({ genre: genre || undefined }); }}
                options={[any, ...facets.genres.map(({ value, titles }) => ({ value: String(value), label: `${String(value)} (${String(titles)})` }))]}
              />
            )}
            {list.studio !== undefined && (
              <Select
                label="Studio or network"
                value={list.studio}
                onChange={(studio) => { onChange({ studio: studio || undefined }); }}
                options={[any, { value: list.studio, label: list.studio }]}
              />
            )}
            <Select
              label="Decade"
              value={String(list.year_from === undefined ? "" : Math.floor(list.year_from / 10) * 10)}
              onChange={(from) => { onChange(from ? { year_from: Number(from), year_to: Number(from) + 9 } : { year_from: undefined, year_to: undefined }); }}
              options={[any, ...decades.map((decade) => ({ value: String(decade), label: `${String(decade)}s` }))]}
            />
            {facets && facets.certifications.length > 0 && (
              <Select
                label="Certification"
                value={list.certification ?? ""}
                onChange={(certification) => { onChange({ certification: certification || undefined }); }}
                options={[any, ...facets.certifications.map(({ value }) => ({ value: String(value), label: String(value) }))]}
              />
            )}
            {games ? (
              <GameFilters facets={facets} list={list} onChange={onChange} />
            ) : (
              <Select
                label="Watched"
                value={list.watched === undefined ? "" : String(list.watched)}
                onChange={(watched) => { onChange({ watched: watched ? watched === "true" : undefined }); }}
                options={[any, { value: "false", label: "Unwatched" }, { value: "true", label: "Watched" }]}
              />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The active filters, each with a button that removes it. */
export function ActiveFilters({ list, onChange }: Omit<Props, "source" | "games">) {
  const shown = active(list, usePlatformName());
  if (shown.length === 0) return null;
  return (
    <ul className="mb-4 flex flex-wrap gap-2" aria-label="Active filters">
      {shown.map(({ label, without }) => (
        <li key={label}>
          <button
            type="button"
            aria-label={`Remove filter ${label}`}
            onClick={() => { onChange(without); }}
            className="flex items-center gap-1.5 rounded-full bg-raised px-3 py-1 text-sm font-medium hover:brightness-110"
          >
            {label} <X className="size-3.5 text-soft" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
