import type { QueryClient } from "@tanstack/react-query";
import type { Library } from "./api";
import { socket } from "./remote/socket";

/** Live updates: the server reports changes over the socket, and the queries that they affect are refetched. */

interface Message {
  type: string;
  data: { id?: number; ids?: number[]; library_id?: number; [name: string]: unknown };
}

const GATHER_MS = 400;

/** The first parts of the query keys that a message invalidates. */
export function outdated(message: Message): string[] {
  switch (message.type) {
    case "media":
      return ["ids", "page", "facets", "cards", "home", "media", "season", "episode", "search", "libraries", "duplicates", "review", "fixes", "similar", "person", "collections", "collection", "artwork options"];
    case "progress":
      return ["page", "cards", "home", "media", "season", "episode", "search"];
    case "files":
      return ["libraries", "media", "episode", "duplicates", "review", "fixes"];
    case "library":
      return ["libraries", "home", "ids", "page", "search"];
    case "groups":
      return ["groups"];
    case "sessions":
      return ["sessions"];
    case "settings":
      return ["settings", "network"];
    case "devices":
      return ["devices"];
    case "users":
      return ["users", "invites", "registration", "me"];
    default:
      return [];
  }
}

/** Follow what the server reports, until the returned function is called. */
export function followChanges(queryClient: QueryClient): () => void {
  const waiting = new Set<string>();
  let timer: number | undefined;
  const flush = () => {
    timer = undefined;
    for (const key of waiting) void queryClient.invalidateQueries({ queryKey: [key] });
    waiting.clear();
  };
  const stop = socket.on<Message>("*", (message) => {
    if (message.type === "refresh" || message.type === "access") void queryClient.invalidateQueries();
    if (message.type === "scan") {
      void queryClient.invalidateQueries({ queryKey: ["runs", message.data.library_id] });
      if (message.data.flag === "scan") showScan(queryClient, message.data);
      else if (message.data.state === "done") void queryClient.invalidateQueries({ queryKey: ["duplicates"] });
    }
    for (const key of outdated(message)) waiting.add(key);
    if (waiting.size > 0) timer ??= window.setTimeout(flush, GATHER_MS);
  });
  return () => {
    window.clearTimeout(timer);
    stop();
  };
}

/** Puts the progress of a scan into the cached libraries; its end refetches them. */
function showScan(queryClient: QueryClient, data: Message["data"]) {
  const now = Date.now() / 1000;
  queryClient.setQueryData<Library[]>(["libraries"], (libraries) =>
    libraries?.map((library) =>
      library.id === data.library_id
        ? { ...library, scan: { ...(data as unknown as NonNullable<Library["scan"]>), started_at: library.scan?.started_at ?? now } }
        : library,
    ),
  );
  if (data.state !== "running") void queryClient.invalidateQueries({ queryKey: ["libraries"] });
}
