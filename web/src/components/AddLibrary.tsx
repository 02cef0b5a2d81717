import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Clapperboard, Tv } from "lucide-react";
import { useState } from "react";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { client, ProblemError, unwrap } from "@/lib/api";
import { Button } from "./Button";
import { Field } from "./Field";
import { FolderPicker } from "./FolderPicker";

type Kind = "movie" | "show";

const kinds = [
  { value: "movie", label: "Movies", icon: Clapperboard },
  { value: "show", label: "Shows", icon: Tv },
] as const;

/** The form for a new library: type, folder, name. */
export function AddLibrary({ onAdded }: { onAdded: (id: number) => void }) {
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<Kind>("movie");
  const [path, setPath] = useState("");
  const [name, setName] = useState("");
  const shownName = name || (kind === "movie" ? "Movies" : "Shows");
  const add = useMutation({
    mutationFn: async () => {
      const folder = path || (await unwrap(client.GET("/api/v1/folders", { params: { query: {} } }))).path;
      return unwrap(client.POST("/api/v1/library", { body: { name: shownName, path: folder, type: kind, scanner: "builtin" } }));
    },
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ["libraries"] });
      onAdded(id);
    },
  });
  const problem = add.error instanceof ProblemError ? add.error : undefined;
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div>
        <p id="kind-label" className="mb-1.5 text-sm font-medium">
          Type
        </p>
        <RadioGroup aria-labelledby="kind-label" value={kind} onValueChange={(value) => { setKind(value as Kind); }} className="grid grid-cols-2 gap-3">
          {kinds.map(({ value, label, icon: Icon }) => (
            <Radio.Root
              key={value}
              value={value}
              aria-label={label}
              className="flex cursor-pointer items-center gap-3 rounded-xl border border-line p-4 font-medium data-[checked]:border-accent data-[checked]:bg-accent/10"
            >
              <Icon className="size-5 text-accent" aria-hidden /> {label}
            </Radio.Root>
          ))}
        </RadioGroup>
      </div>
      <div>
        <p className="mb-1.5 text-sm font-medium">Folder</p>
        <FolderPicker path={path} onChange={setPath} />
        {problem?.field === "path" && (
          <p role="alert" className="mt-1.5 text-sm text-danger">
            {problem.message}
          </p>
        )}
      </div>
      <Field
        label="Name"
        name="name"
        value={name}
        placeholder={shownName}
        maxLength={100}
        onChange={(event) => { setName(event.currentTarget.value); }}
        error={problem?.field === "name" ? problem.message : undefined}
      />
      {add.error && problem?.field !== "path" && problem?.field !== "name" && (
        <p role="alert" className="text-sm text-danger">
          {add.error.message}
        </p>
      )}
      <Button type="submit" kind="primary" large disabled={add.isPending}>
        Add library
      </Button>
    </form>
  );
}
