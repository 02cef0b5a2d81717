import { Checkbox } from "@/components/Checkbox";
import { Select } from "@/components/Select";
import type { Facets } from "@/lib/api";
import { sourceName, usePlatformName } from "@/lib/games";
import type { ListOptions } from "@/lib/queries";

interface Props {
  facets: Facets | undefined;
  list: ListOptions;
  onChange: (change: Partial<ListOptions>) => void;
}

const any = { value: "", label: "Any" };
const asText = (value: boolean | undefined) => (value === undefined ? "" : String(value));
const asFlag = (value: string) => (value ? value === "true" : undefined);

/** Filters that only games have. */
export function GameFilters({ facets, list, onChange }: Props) {
  const platformName = usePlatformName();
  const named = (found: Facets["platforms"], name: (value: string) => string) => [
    any,
    ...found.map(({ value, titles }) => ({ value: String(value), label: `${name(String(value))} (${String(titles)})` })),
  ];
  return (
    <>
      {facets && facets.platforms.length > 1 && (
        <Select label="Platform" value={list.platform ?? ""} onChange={(platform) => { onChange({ platform: platform || undefined }); }} options={named(facets.platforms, platformName)} />
      )}
      {facets && facets.sources.length > 1 && (
        <Select label="From" value={list.source ?? ""} onChange={(source) => { onChange({ source: source || undefined }); }} options={named(facets.sources, sourceName)} />
      )}
      <Select
        label="Installed"
        value={asText(list.installed)}
        onChange={(installed) => { onChange({ installed: asFlag(installed) }); }}
        options={[any, { value: "true", label: "Installed" }, { value: "false", label: "Not installed" }]}
      />
      <Select
        label="Controller"
        value={asText(list.controller)}
        onChange={(controller) => { onChange({ controller: asFlag(controller) }); }}
        options={[any, { value: "true", label: "Can be played with one" }, { value: "false", label: "Nothing known" }]}
      />
      <Select
        label="Favourites"
        value={asText(list.favorite)}
        onChange={(favorite) => { onChange({ favorite: asFlag(favorite) }); }}
        options={[any, { value: "true", label: "Favourites" }, { value: "false", label: "Others" }]}
      />
      <Checkbox label="Show hidden games" checked={list.hidden ?? false} onChange={(hidden) => { onChange({ hidden: hidden || undefined }); }} />
    </>
  );
}
