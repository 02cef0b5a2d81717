import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Field } from "@/components/Field";
import { FormProblem } from "@/components/FormProblem";
import { Select } from "@/components/Select";
import { Secret } from "@/components/OneTimeSecret";
import { client, unwrap, type Library } from "@/lib/api";
import { day } from "@/lib/format";
import { scannerTokensQuery } from "@/lib/queries";

/** The tokens of external scanners of a library. */
export function ScannerTokens({ library }: { library: Library }) {
  const queryClient = useQueryClient();
  const [folder, setFolder] = useState(library.path);
  const { data: tokens } = useQuery(scannerTokensQuery(library.id));
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["scanner tokens", library.id] });
  const add = useMutation({
    mutationFn: (name: string) =>
      unwrap(
        client.POST("/api/v1/library/{library_id}/scanner-token", {
          params: { path: { library_id: library.id } },
          body: { name, ...(library.paths.length > 1 && { path: folder }) },
        }),
      ),
    onSuccess: refresh,
  });
  const end = useMutation({
    mutationFn: (token_id: number) =>
      unwrap(client.DELETE("/api/v1/library/{library_id}/scanner-token/{token_id}", { params: { path: { library_id: library.id, token_id } } })),
    onSettled: refresh,
  });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-soft">For external scanners. A scanner token may only report files of this library.</p>
      {tokens && tokens.length > 0 && (
        <ul className="divide-y divide-line rounded-xl bg-raised/60" aria-label="Scanner tokens">
          {tokens.map((token) => (
            <li key={token.id} className="flex items-center gap-3 p-3">
              <p className="min-w-0 flex-1 truncate text-sm">
                <span className="font-medium">{token.name.replace(/^external: /, "")}</span>
                <span className="text-soft"> · created {day(token.created_at)}</span>
              </p>
              <IconButton label={`Revoke ${token.name.replace(/^external: /, "")}`} onClick={() => { end.mutate(token.id); }}>
                <Trash2 className="size-5" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {add.data && (
        <div className="flex flex-col gap-2">
          <p className="text-sm text-soft">Copy the token now; it is not shown again.</p>
          <Secret label="Token" value={add.data.token} />
        </div>
      )}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          add.mutate(new FormData(form).get("name") as string, { onSuccess: () => { form.reset(); } });
        }}
      >
        <Field label="Name" name="name" required maxLength={100} placeholder="My scanner" />
        {library.paths.length > 1 && (
          <Select
            label="Folder"
            value={folder}
            onChange={setFolder}
            options={library.paths.map((path) => ({ value: path, label: path }))}
            hint="A scanner syncs one folder. Create a token for each."
          />
        )}
        <FormProblem error={add.error ?? end.error} />
        <Button type="submit" kind="primary" className="self-start" disabled={add.isPending}>
          Create token
        </Button>
      </form>
    </div>
  );
}
