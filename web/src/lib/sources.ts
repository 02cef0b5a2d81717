import type { ProviderEntry } from "./api";

/** The order of a library's metadata sources; pure. */

/** Sources that every library of movies or shows starts with. Nothing of them goes over the network. */
export const DEFAULT_SOURCES = ["nfo", "imdb", "tags"];

/** The same of libraries of games. */
export const GAME_SOURCES = ["launcher"];

/** What the titles of a library are: "movie", "show" or "game". */
export function titleKind(libraryType: string): string {
  return libraryType === "movie" || libraryType === "show" ? libraryType : "game";
}

export interface SourceEntry {
  name: string;
  label: string;
  isOn: boolean;
  isNetwork: boolean;
  gives: string;
  sends: string;
  provider?: ProviderEntry;
  /** It is always on; its place may change. */
  isFixed?: boolean;
}

const LAUNCHER: Omit<SourceEntry, "isOn"> = {
  name: "launcher", label: "On disk", isNetwork: false, isFixed: true, gives: "Everything that the launcher, or the folder, keeps on disk, and its pictures.", sends: "",
};

const LOCAL: Omit<SourceEntry, "isOn">[] = [
  { name: "nfo", label: "NFO files", isNetwork: false, gives: "Everything that NFO files and pictures beside your videos say.", sends: "" },
  { name: "tags", label: "Tags in the files", isNetwork: false, gives: "Titles, texts and covers inside Matroska and MP4 files.", sends: "" },
];

/** All sources for a kind of title: those that are on in their order, then the others. */
export function sourcesOf(order: string[], providers: ProviderEntry[], kind: string): SourceEntry[] {
  const all = [
    ...(kind === "game" ? [LAUNCHER] : LOCAL),
    ...providers
      .filter((one) => one.kinds.includes(kind))
      .map((one) => ({ name: one.name, label: one.label, isNetwork: one.is_network, gives: one.gives, sends: one.sends, provider: one })),
  ];
  const on = order.flatMap((name) => all.find((one) => one.name === name) ?? []);
  const off = all.filter((one) => !order.includes(one.name));
  return [...on.map((one) => ({ ...one, isOn: true })), ...off.map((one) => ({ ...one, isOn: false }))];
}

/** The order with a source switched on or off. A new one comes before the tags in files, which are seldom better. */
export function switched(order: string[], name: string, on: boolean): string[] {
  const without = order.filter((other) => other !== name);
  if (!on) return without;
  if (name === "nfo") return [name, ...without];
  const tags = name === "tags" ? -1 : without.indexOf("tags");
  return tags < 0 ? [...without, name] : [...without.slice(0, tags), name, ...without.slice(tags)];
}

/** The order with a source moved by some places, past those that are shown. */
export function moved(order: string[], name: string, by: -1 | 1, shown: string[]): string[] {
  const visible = order.filter((other) => shown.includes(other));
  const other = visible[visible.indexOf(name) + by];
  if (other === undefined) return order;
  return order.map((one) => (one === name ? other : one === other ? name : one));
}

/** Whether a library asks a provider over the network. */
export function asksNetwork(order: string[], providers: ProviderEntry[]): boolean {
  return providers.some((one) => one.is_network && order.includes(one.name));
}
