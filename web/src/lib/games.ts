import { queryOptions, useQuery } from "@tanstack/react-query";
import { client, unwrap, type Media } from "./api";
import { count, day } from "./format";

const sources: Record<string, string> = {
  steam: "Steam", epic: "Epic Games", gog: "GOG", amazon: "Amazon Games", sideload: "Sideloaded", lutris: "Lutris", itch: "itch.io", rom: "ROM",
};

/** The types of libraries that hold games, as people call them. */
export const gameLibraries = {
  steam: "Steam", heroic: "Heroic and Legendary", lutris: "Lutris", gog: "GOG", itch: "itch.io", rom: "ROMs",
} as const;

export type GameLibrary = keyof typeof gameLibraries;

export function isGames(type: string | undefined): type is GameLibrary {
  return type !== undefined && type in gameLibraries;
}

/** What platforms are called: systems, and the consoles that ROMs are for. */
export function usePlatformName(): (platform: string) => string {
  const { data } = useQuery(platformsQuery);
  return (platform) => data?.[platform] ?? platform;
}

export function sourceName(source: string | null | undefined): string {
  return source ? (sources[source] ?? source) : "";
}

/** "Played 12 h, last on Nov 3, 2026". */
export function playedText(media: Media): string {
  const time = playTime(media.play_time);
  if (!time) return media.last_played ? `Last played on ${day(media.last_played)}` : "Not played yet";
  return media.last_played ? `Played ${time}, last on ${day(media.last_played)}` : `Played ${time}`;
}

const kinds: Record<string, [string, string]> = {
  dlc: ["DLC", "DLC"], demo: ["Demo", "Demos"], beta: ["Beta", "Betas"], music: ["Soundtrack", "Soundtracks"], tool: ["Tool", "Tools"],
  application: ["Application", "Applications"], game: ["Game", "Games"],
};

/** The heading of what belongs to a game: "DLC", "Soundtracks". */
export function belongingsHeading(type: string, number: number): string {
  const [one, many] = kinds[type] ?? ["More", "More"];
  return number === 1 ? one : many;
}

export const gamesCount = (number: number) => count(number, "game");

/** Play time: "12 h", "45 min", "2.5 h"; "" if it was never played. */
export function playTime(seconds: number | null | undefined): string {
  if (!seconds) return "";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(Math.max(minutes, 1))} min`;
  const hours = minutes / 60;
  return `${hours < 10 ? String(Math.round(hours * 10) / 10) : Math.round(hours).toLocaleString("en")} h`;
}

/** The launchers of games that the server finds on its disks. */
export const launchersQuery = queryOptions({
  queryKey: ["launchers"],
  queryFn: () => unwrap(client.GET("/api/v1/folders/launchers")),
  staleTime: 60_000,
});

/** The accounts of a library of games, and whose they are. */
export const gameAccountsQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["game accounts", library_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/game-account", { params: { path: { library_id } } })),
  });

/** The files of a ROM. */
export const gameFilesQuery = (game_id: number) =>
  queryOptions({
    queryKey: ["game files", game_id],
    queryFn: () => unwrap(client.GET("/api/v1/game/{game_id}/files", { params: { path: { game_id } } })),
    staleTime: 0,
  });

/** What the platforms of games are called, by their ids. */
export const platformsQuery = queryOptions({
  queryKey: ["platforms"],
  queryFn: () => unwrap(client.GET("/api/v1/game/platforms")),
  staleTime: Infinity,
});

/** What the user played. */
export const gameStatisticsQuery = queryOptions({
  queryKey: ["game statistics"],
  queryFn: () => unwrap(client.GET("/api/v1/game/statistics")),
});
