import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap, type ReviewedFile } from "./api";

/** The queries of Filter and fix. */

export type ReviewState = ReviewedFile["state"];
const REVIEW_PAGE = 100;

export const duplicatesQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["duplicates", library_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/duplicates", { params: { path: { library_id } } })),
  });

export const runsQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["runs", library_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/run", { params: { path: { library_id } } })),
  });

/** How many files of a library need review, by reason. */
export const reviewCountsQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["review", library_id, "counts"],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/files/counts", { params: { path: { library_id } } })),
  });

/** The files that need review for one reason, page by page. */
export const reviewQuery = (library_id: number, state: ReviewState) =>
  infiniteQueryOptions({
    queryKey: ["review", library_id, state],
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/library/{library_id}/files", {
          params: { path: { library_id }, query: { state, after: pageParam, limit: REVIEW_PAGE } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => (page.length < REVIEW_PAGE ? undefined : page.at(-1)?.path),
  });

/** Why the name of a file was read as it was. */
export const whyQuery = (library_id: number, file_id: number) =>
  queryOptions({
    queryKey: ["review", library_id, "why", file_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/files/{file_id}/why", { params: { path: { library_id, file_id } } })),
  });

export const fixesQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["fixes", library_id],
    queryFn: () => unwrap(client.GET("/api/v1/library/{library_id}/fixes", { params: { path: { library_id } } })),
  });

/** How many titles of a library have a match that needs review. */
export const matchCountsQuery = (library_id: number) =>
  queryOptions({
    queryKey: ["review", library_id, "match counts"],
    queryFn: () => unwrap(client.GET("/api/v1/media/match/review/{library_id}/counts", { params: { path: { library_id } } })),
  });

/** The titles of a library whose match needs review, page by page. */
export const matchReviewQuery = (library_id: number, state: "doubtful" | "none") =>
  infiniteQueryOptions({
    queryKey: ["review", library_id, "matches", state],
    queryFn: ({ pageParam }) =>
      unwrap(
        client.GET("/api/v1/media/match/review/{library_id}", {
          params: { path: { library_id }, query: { state, after: pageParam, limit: REVIEW_PAGE } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < REVIEW_PAGE ? undefined : page.at(-1)?.title.id),
  });
