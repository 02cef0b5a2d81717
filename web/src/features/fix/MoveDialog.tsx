import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { FormProblem } from "@/components/FormProblem";
import { Select } from "@/components/Select";
import { client, unwrap, type Library, type ReviewedFile } from "@/lib/api";
import { count } from "@/lib/format";
import { librariesQuery } from "@/lib/queries";

interface Props {
  library: Library;
  files: ReviewedFile[];
  onClose: () => void;
}

/** Moves files on disk to the folder of another library. */
export function MoveDialog({ library, files, onClose }: Props) {
  const queryClient = useQueryClient();
  const { data: libraries } = useQuery(librariesQuery);
  const others = (libraries ?? []).filter((other) => other.id !== library.id);
  const [chosen, setChosen] = useState<string>();
  const target = others.find((other) => String(other.id) === chosen) ?? others[0];
  const move = useMutation({
    mutationFn: (library_id: number) =>
      unwrap(
        client.POST("/api/v1/library/{library_id}/files/move", {
          params: { path: { library_id: library.id } },
          body: { files: files.map((file) => file.id), library_id },
        }),
      ),
    onSuccess: () => {
      toast(`${count(files.length, "file")} moved to ${(target?.paths.length === 1 ? target.path : target?.name) ?? ""}.`);
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["review"] }),
  });
  return (
    <Modal open onOpenChange={(open) => { if (!open) onClose(); }} title={`Move ${count(files.length, "file")} to another library`}>
      {target ? (
        <div className="flex flex-col gap-4">
          <Select
            label="Library"
            value={String(target.id)}
            onChange={setChosen}
            options={others.map((other) => ({ value: String(other.id), label: other.name }))}
            hint={`Moves the files ${route(library, target)}, with their subtitles and artwork.`}
          />
          <FormProblem error={move.error} />
          <Button kind="primary" disabled={move.isPending} onClick={() => { move.mutate(target.id); }}>
            Move
          </Button>
        </div>
      ) : (
        <p className="text-soft">There is no other library.</p>
      )}
    </Modal>
  );
}

/** From where to where files move; of several folders, the server takes one on the same disk. */
function route(library: Library, target: Library): string {
  const from = library.paths.length === 1 ? `from ${library.path} ` : "";
  return from + (target.paths.length === 1 ? `to ${target.path}` : `to the folder of “${target.name}” that is on the same disk`);
}
