import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { LibraryCheckboxes } from "@/components/LibraryCheckboxes";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { Select } from "@/components/Select";
import { client, unwrap, type UserEntry } from "@/lib/api";
import { meQuery } from "@/lib/queries";
import { AgeLimit, BitRateLimit, rolesFor, type Role } from "./roles";

/** Adds or edits a user. */
export function UserForm({ user, onDone }: { user?: UserEntry; onDone: () => void }) {
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [role, setRole] = useState<Role>((user?.role ?? "member") as Role);
  const [limit, setLimit] = useState(user?.age_limit ?? 12);
  const [shared, setShared] = useState<number[] | null>((user ?? me)?.libraries ?? null);
  const [rate, setRate] = useState(user?.max_bit_rate ?? null);
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const text = form.get("password");
      const password = typeof text === "string" ? text : "";
      const rights = { role, libraries: shared, max_bit_rate: rate, ...(role === "child" ? { age_limit: limit } : {}) };
      if (user)
        await unwrap(
          client.PATCH("/api/v1/users/{user_id}", {
            params: { path: { user_id: user.id } },
            body: { ...rights, ...(password ? { password } : {}) },
          }),
        );
      else await unwrap(client.POST("/api/v1/users", { body: { username: form.get("username") as string, password, ...rights } }));
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      onDone();
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      {!user && <Field label="Username" name="username" autoComplete="off" required error={fieldError(save.error, "username")} />}
      <Field
        label={user ? "New password" : "Password"}
        name="password"
        type="password"
        autoComplete="new-password"
        required={!user}
        error={fieldError(save.error, "password")}
        hint={user ? "Leave empty to keep the current password." : "At least 8 characters."}
      />
      <Select label="Role" value={role} onChange={setRole} options={rolesFor(me?.role)} />
      {role === "child" && <AgeLimit value={limit} onChange={setLimit} />}
      {role !== "owner" && <LibraryCheckboxes shared={shared} onChange={setShared} />}
      <BitRateLimit value={rate} onChange={setRate} />
      <FormProblem error={save.error} fields={["username", "password"]} />
      <Button type="submit" kind="primary" disabled={save.isPending}>
        {user ? "Save" : "Add user"}
      </Button>
    </form>
  );
}
