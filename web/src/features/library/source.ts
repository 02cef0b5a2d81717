import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/lib/api";
import type { ListOptions } from "@/lib/queries";

/** What a grid lists: a library by its id, or the games of all libraries, of which copies are one. */
export type Source = number | "games";

/** The first cards of a list, and the total. */
export const pageQuery = (source: Source, list: ListOptions) =>
  queryOptions({
    queryKey: ["page", source, list],
    queryFn: () => {
      const query = { ...list, limit: 60 };
      if (source === "games") return unwrap(client.GET("/api/v1/game/cards", { params: { query } }));
      return unwrap(client.GET("/api/v1/library/{library_id}/cards", { params: { path: { library_id: source }, query } }));
    },
    placeholderData: (previous, before) => (before?.queryKey[1] === source ? previous : undefined),
  });

/** The ids of all titles of a list, for scrolling to any position. */
export const idsQuery = (source: Source, list: ListOptions) =>
  queryOptions({
    queryKey: ["ids", source, list],
    queryFn: () => {
      if (source === "games") return unwrap(client.GET("/api/v1/game/media", { params: { query: list } }));
      return unwrap(client.GET("/api/v1/library/{library_id}/media", { params: { path: { library_id: source }, query: list } }));
    },
  });

/** What a list can be filtered by. */
export const facetsQuery = (source: Source) =>
  queryOptions({
    queryKey: ["facets", source],
    queryFn: () => {
      if (source === "games") return unwrap(client.GET("/api/v1/game/facets"));
      return unwrap(client.GET("/api/v1/library/{library_id}/facets", { params: { path: { library_id: source } } }));
    },
  });
