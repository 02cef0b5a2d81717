import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { client, ProblemError, unwrap, type Card } from "./api";

/** The queries that several features share, with their keys, so that `live` can invalidate them; `games` and `review` have their own. */

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => unwrap(client.GET("/health")),
  staleTime: 0,
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async () => {
    // not /api/v1/user: its 401 would be an error in the console of everyone who is not signed in
    const { user } = await unwrap(client.GET("/api/v1/user/signed-in"));
    if (!user) throw new ProblemError("Sign in first.", 401);
    return user;
  },
  staleTime: 60_000,
  retry: false,
});

export const librariesQuery = queryOptions({
  queryKey: ["libraries"],
  queryFn: () => unwrap(client.GET("/api/v1/library")),
});

export const serverSettingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: () => unwrap(client.GET("/api/v1/settings")),
});

export const networkQuery = queryOptions({
  queryKey: ["network"],
  queryFn: () => unwrap(client.GET("/api/v1/network")),
  refetchInterval: 10_000, // a change of addresses is no event
});

export const wellKnownQuery = queryOptions({
  queryKey: ["well-known"],
  queryFn: () => unwrap(client.GET("/.well-known/dim")),
});

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: () => unwrap(client.GET("/api/v1/home")),
});

/** Groups that watch together. */
export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: () => unwrap(client.GET("/api/v1/group")),
});

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => unwrap(client.GET("/api/v1/stream-session")),
  refetchInterval: 5_000,
});

export const howToRegisterQuery = (invite: string) =>
  queryOptions({
    queryKey: ["how to register", invite],
    queryFn: () => unwrap(client.GET("/api/v1/user/register", { params: { query: { invite } } })),
    staleTime: Infinity, // its captcha challenge is being solved
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const devicesQuery = queryOptions({
  queryKey: ["devices"],
  queryFn: () => unwrap(client.GET("/api/v1/user/devices")),
});

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: () => unwrap(client.GET("/api/v1/user/tokens")),
});

export const invitesQuery = queryOptions({
  queryKey: ["invites"],
  queryFn: () => unwrap(client.GET("/api/v1/invites")),
});

export const registrationQuery = queryOptions({
  queryKey: ["registration"],
  queryFn: () => unwrap(client.GET("/api/v1/registration")),
});

export const scannerTokensQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["scanner tokens", library_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/scanner-token", { params: { path: { library_id } } })),
  });

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: () => unwrap(client.GET("/api/v1/users")),
});

export const foldersQuery = (path: string) =>
  queryOptions({
    queryKey: ["folders", path],
    queryFn: () => unwrap(client.GET("/api/v1/folders", { params: { query: { path } } })),
    staleTime: 0,
    retry: false,
  });

/** The sort order and filters of a library. */
export interface ListOptions {
  sort: string;
  ascending: boolean;
  genre?: string | undefined;
  year_from?: number | undefined;
  year_to?: number | undefined;
  certification?: string | undefined;
  studio?: string | undefined;
  watched?: boolean | undefined;
  platform?: string | undefined;
  source?: string | undefined;
  installed?: boolean | undefined;
  favorite?: boolean | undefined;
  controller?: boolean | undefined;
  hidden?: boolean | undefined;
}

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

export const episodeQuery = (episode_id: number) =>
  queryOptions({
    queryKey: ["episode", episode_id],
    queryFn: () => unwrap(client.GET("/api/v1/episode/{episode_id}", { params: { path: { episode_id } } })),
  });

export const preferencesQuery = queryOptions({
  queryKey: ["preferences"],
  queryFn: () => unwrap(client.GET("/api/v1/user/preferences")),
});

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ["search", q],
    queryFn: () => unwrap(client.GET("/api/v1/search", { params: { query: { q } } })),
    enabled: q.trim() !== "",
    placeholderData: (previous) => previous,
  });

/** The ids that the server answers at once. */
const MOST_IDS = 200;

/** The cards of a range of a grid; each is also cached by id, to be shown while a range is loading. */
export const cardsQuery = (queryClient: QueryClient, ids: number[]) =>
  queryOptions({
    queryKey: ["cards", ids],
    queryFn: async (): Promise<Card[]> => {
      const parts = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, part) => ids.slice(part * MOST_IDS, (part + 1) * MOST_IDS));
      const cards = (await Promise.all(parts.map((part) => unwrap(client.GET("/api/v1/media", { params: { query: { ids: part.join(",") } } }))))).flat();
      for (const card of cards) queryClient.setQueryData(["card", card.id], card);
      return cards;
    },
  });

/** Titles of the user's libraries that are like one. */
export const similarQuery = (media_id: number) =>
  queryOptions({
    queryKey: ["similar", media_id],
    queryFn: () => unwrap(client.GET("/api/v1/media/{media_id}/similar", { params: { path: { media_id } } })),
    staleTime: 300_000,
  });

export const personQuery = (person_id: number) =>
  queryOptions({
    queryKey: ["person", person_id],
    queryFn: () => unwrap(client.GET("/api/v1/person/{person_id}", { params: { path: { person_id } } })),
  });

export const collectionsQuery = queryOptions({
  queryKey: ["collections"],
  queryFn: () => unwrap(client.GET("/api/v1/collection")),
});

export const collectionQuery = (collection_id: number) =>
  queryOptions({
    queryKey: ["collection", collection_id],
    queryFn: () => unwrap(client.GET("/api/v1/collection/{collection_id}", { params: { path: { collection_id } } })),
  });

/** The metadata providers, and which of them need a key. For owners and admins. */
export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: () => unwrap(client.GET("/api/v1/metadata/provider")),
});

export type ArtworkKind = "poster" | "backdrop" | "logo" | "banner" | "landscape" | "clearart" | "disc" | "still" | "profile";

/** All images that an item could show. For owners and admins. */
export const artworkOptionsQuery = (item_id: number, kind: ArtworkKind) =>
  queryOptions({
    queryKey: ["artwork options", item_id, kind],
    queryFn: () => unwrap(client.GET("/api/v1/artwork/{item_id}/{kind}/options", { params: { path: { item_id, kind } } })),
    staleTime: 0,
  });

/** Everything that a text may mean, in groups. */
export const searchAllQuery = (q: string) =>
  queryOptions({
    queryKey: ["search", "all", q],
    queryFn: () => unwrap(client.GET("/api/v1/search/all", { params: { query: { q, limit: 24 } } })),
    enabled: q.trim() !== "",
    placeholderData: (previous) => previous,
  });