import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, ProblemError, unwrap } from "@/lib/api";
import { toast } from "@/lib/toast";
import type { ArtworkKind } from "@/lib/queries";

const LARGEST = 32 << 20;
const TYPES = new Set(["image/jpeg", "image/png", "image/webp"]);
const AFFECTED = new Set(["media", "season", "episode", "page", "cards", "home", "artwork options", "collection", "collections", "person", "search", "similar"]);

/** Why a file cannot be an image of an item; undefined: it may be one. */
export function fileProblem(file: Pick<File, "size" | "type">): string | undefined {
  if (!TYPES.has(file.type)) return "An image is a JPEG, PNG or WebP file.";
  return file.size > LARGEST ? "An image has at most 32 MiB." : undefined;
}

type Change = { option: number } | { url: string } | { file: File } | "reset";

/** Chooses an image of an item. */
export function useArtwork(itemId: number, kind: ArtworkKind) {
  const queryClient = useQueryClient();
  const path = { item_id: itemId, kind };
  const change = useMutation({
    mutationFn: async (to: Change) => {
      if (to === "reset") await unwrap(client.DELETE("/api/v1/artwork/{item_id}/{kind}/choice", { params: { path } }));
      else if ("file" in to) {
        const problem = fileProblem(to.file);
        if (problem) throw new ProblemError(problem, 422);
        // the API document says nothing of the body, which is the file as it is
        const options = { params: { path }, body: to.file, bodySerializer: (body: unknown) => body, headers: { "Content-Type": to.file.type } };
        await unwrap(client.PUT("/api/v1/artwork/{item_id}/{kind}", options as never));
      } else await unwrap(client.PUT("/api/v1/artwork/{item_id}/{kind}/choice", { params: { path }, body: to }));
    },
    onSuccess: (_, to) => toast(to === "reset" ? "Dim chooses again." : "Artwork changed."),
    onSettled: () => queryClient.invalidateQueries({ predicate: (query) => AFFECTED.has(String(query.queryKey[0])) }),
  });
  return {
    choose: (option: number) => { change.mutate({ option }); },
    upload: (file: File) => { change.mutate({ file }); },
    paste: (url: string) => { change.mutate({ url }); },
    reset: () => { change.mutate("reset"); },
    error: change.error,
    isBusy: change.isPending,
  };
}
