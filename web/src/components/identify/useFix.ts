import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "@/lib/toast";
import { client, unwrap, type NewFix, type ReviewedFile } from "@/lib/api";
import { count } from "@/lib/format";

const done: Record<NewFix["action"], string> = {
  identify: "identified",
  split: "split off",
  merge: "merged",
  accept: "accepted",
  ignore: "ignored",
  release: "returned to the scanner",
  forget: "forgotten",
};

/** Applies fixes to files of a library. The confirmation message offers to undo them. */
export function useFix(libraryId: number, onFixed?: (neighbours: ReviewedFile[], fix: NewFix) => void) {
  const queryClient = useQueryClient();
  const path = { library_id: libraryId };
  const refresh = () => queryClient.invalidateQueries({ predicate: (query) => ["review", "fixes", "duplicates"].includes(String(query.queryKey[0])) });
  const undo = useMutation({
    mutationFn: (fixId: number) =>
      unwrap(client.POST("/api/v1/library/{library_id}/fixes/{fix_id}/undo", { params: { path: { ...path, fix_id: fixId } } })),
    onSuccess: () => toast("Undone."),
    onError: (error) => toast.error(error.message),
    onSettled: refresh,
  });
  const fix = useMutation({
    mutationFn: (body: NewFix) => unwrap(client.POST("/api/v1/library/{library_id}/fixes", { params: { path }, body })),
    onSuccess: (fixed, body) => {
      toast(`${count(body.files.length, "file")} ${done[body.action]}.`, {
        action: { label: "Undo", onClick: () => { undo.mutate(fixed.id); } },
        duration: 10_000,
      });
      onFixed?.(fixed.neighbours, body);
    },
    onSettled: refresh,
  });
  return { fix, undo };
}
