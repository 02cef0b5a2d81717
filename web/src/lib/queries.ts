import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { client, unwrap, type Card } from "./api";

/** Every question the UI asks, each with its key, so that `live` can say which answers are out of date. */

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => unwrap(client.GET("/health")),
  staleTime: 0,
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => unwrap(client.GET("/api/v1/user")),
  staleTime: 60_000,
  retry: false,
});

export const librariesQuery = queryOptions({
  queryKey: ["libraries"],
  queryFn: () => unwrap(client.GET("/api/v1/library")),
});

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: () => unwrap(client.GET("/api/v1/home")),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => unwrap(client.GET("/api/v1/stream-session")),
  refetchInterval: 5_000,
});

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: () => unwrap(client.GET("/api/v1/users")),
});

export const failedFilesQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["failed", library_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/failed-files", { params: { path: { library_id } } })),
  });

export const foldersQuery = (path: string) =>
  queryOptions({
    queryKey: ["folders", path],
    queryFn: () => unwrap(client.GET("/api/v1/folders", { params: { query: { path } } })),
    staleTime: 0,
    retry: false,
  });

export const idsQuery = (library_id: number, sort: string, ascending: boolean) =>
  queryOptions({
    queryKey: ["ids", library_id, sort, ascending],
    queryFn: () =>
      unwrap(
        client.GET("/api/v1/library/{library_id}/media", { params: { path: { library_id }, query: { sort, ascending } } }),
      ),
    placeholderData: (previous, query) => (query?.queryKey[1] === library_id ? previous : undefined),
  });

export const mediaQuery = (media_id: number) =>
  queryOptions({
    queryKey: ["media", media_id],
    queryFn: () => unwrap(client.GET("/api/v1/media/{media_id}", { params: { path: { media_id } } })),
  });

export const seasonQuery = (season_id: number) =>
  queryOptions({
    queryKey: ["season", season_id],
    queryFn: () => unwrap(client.GET("/api/v1/season/{season_id}", { params: { path: { season_id } } })),
  });

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ["search", q],
    queryFn: () => unwrap(client.GET("/api/v1/search", { params: { query: { q } } })),
    enabled: q.trim() !== "",
    placeholderData: (previous) => previous,
  });

/** Cards of a part of a grid; each is also kept by itself, to be shown while another part is loading. */
export const cardsQuery = (queryClient: QueryClient, ids: number[]) =>
  queryOptions({
    queryKey: ["cards", ids],
    queryFn: async (): Promise<Card[]> => {
      const cards = await unwrap(client.GET("/api/v1/media", { params: { query: { ids: ids.join(",") } } }));
      for (const card of cards) queryClient.setQueryData(["card", card.id], card);
      return cards;
    },
  });
