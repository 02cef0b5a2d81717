import { Checkbox } from "@base-ui/react/checkbox";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { client, ProblemError, unwrap, type UserEntry } from "@/lib/api";
import { librariesQuery } from "@/lib/queries";

/** A new user, or what is changed of one. */
export function UserForm({ user, onDone }: { user?: UserEntry; onDone: () => void }) {
  const queryClient = useQueryClient();
  const { data: libraries } = useQuery(librariesQuery);
  const [shared, setShared] = useState<number[] | null>(user?.libraries ?? null);
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const text = form.get("password");
      const password = typeof text === "string" ? text : "";
      if (user)
        await unwrap(
          client.PATCH("/api/v1/users/{user_id}", {
            params: { path: { user_id: user.id } },
            body: { libraries: shared, ...(password ? { password } : {}) },
          }),
        );
      else await unwrap(client.POST("/api/v1/users", { body: { username: form.get("username") as string, password, libraries: shared } }));
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      onDone();
    },
  });
  const problem = save.error instanceof ProblemError ? save.error : undefined;
  const error = (field: string) => (problem?.field === field ? problem.message : undefined);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      {!user && <Field label="User name" name="username" autoComplete="off" required error={error("username")} />}
      <Field
        label={user ? "New password" : "Password"}
        name="password"
        type="password"
        autoComplete="new-password"
        required={!user}
        error={error("password")}
        hint={user ? "Leave it empty to keep the old one." : "At least 8 characters."}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">Shared libraries</legend>
        <Tick label="All, also those to come" checked={shared === null} onChange={(all) => { setShared(all ? null : []); }} />
        {shared !== null &&
          libraries?.map((library) => (
            <Tick
              key={library.id}
              label={library.name}
              checked={shared.includes(library.id)}
              onChange={(on) => { setShared(on ? [...shared, library.id] : shared.filter((id) => id !== library.id)); }}
            />
          ))}
      </fieldset>
      {problem && !["username", "password"].includes(problem.field ?? "") && (
        <p role="alert" className="text-sm text-danger">
          {problem.message}
        </p>
      )}
      <Button type="submit" kind="primary" disabled={save.isPending}>
        {user ? "Save" : "Add user"}
      </Button>
    </form>
  );
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-3 text-sm">
      <Checkbox.Root
        checked={checked}
        onCheckedChange={onChange}
        aria-labelledby={id}
        className="grid size-5 place-items-center rounded border border-line bg-ground data-[checked]:border-accent data-[checked]:bg-accent data-[checked]:text-on-accent"
      >
        <Checkbox.Indicator>
          <Check className="size-3.5" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <span id={id}>{label}</span>
    </div>
  );
}
