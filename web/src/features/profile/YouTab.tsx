import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { toast } from "@/lib/toast";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { DiscardGuard, Modal } from "@/components/Modal";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { ProfileForm } from "@/components/ProfileForm";
import { client, unwrap, type Me } from "@/lib/api";
import { meQuery } from "@/lib/queries";
import { useUnsaved } from "@/lib/unsaved";

/** Profile, password, email address, and deleting the account. */
export function YouTab() {
  const { data: me } = useQuery(meQuery);
  const { ref, onInput, isChanged, forget } = useUnsaved();
  if (!me) return null;
  return (
    <div ref={ref} onInput={onInput} className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
      <DiscardGuard isChanged={isChanged} />
      <Panel title={me.username}>
        <ProfileForm
          key={me.id}
          me={me}
          action="Save"
          onSaved={() => {
            forget();
            toast("Saved.");
          }}
        />
      </Panel>
      <div className="flex flex-col gap-6">
        <Panel title="Password">
          <PasswordForm />
        </Panel>
        <Panel title="Email">
          <EmailForm me={me} onSaved={forget} />
        </Panel>
        <Panel title="Delete account">
          <DeleteAccount me={me} />
        </Panel>
      </div>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <h2 className="mb-4 truncate text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function PasswordForm() {
  const change = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(client.PATCH("/api/v1/user", { body: { password: form.get("password") as string, new_password: form.get("new_password") as string } })),
    onSuccess: () => toast("Password changed. Other devices are signed out."),
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        change.mutate(new FormData(form), { onSuccess: () => { form.reset(); } });
      }}
    >
      <Field label="Current password" name="password" type="password" autoComplete="current-password" required error={fieldError(change.error, "password")} />
      <Field label="New password" name="new_password" type="password" autoComplete="new-password" required hint="Signs out all other devices." error={fieldError(change.error, "new_password")} />
      <FormProblem error={change.error} fields={["password", "new_password"]} />
      <Button type="submit" className="self-start" disabled={change.isPending}>
        Change password
      </Button>
    </form>
  );
}

function EmailForm({ me, onSaved }: { me: Me; onSaved: () => void }) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (form: FormData) => unwrap(client.PATCH("/api/v1/user", { body: { new_email: (form.get("new_email") as string) || null } })),
    onSuccess: async () => {
      onSaved();
      toast("Saved.");
      await queryClient.invalidateQueries({ queryKey: ["me"] });
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(new FormData(event.currentTarget));
      }}
    >
      <Field label="Address" name="new_email" type="email" autoComplete="email" defaultValue={me.email ?? ""} error={fieldError(change.error, "new_email")} />
      <FormProblem error={change.error} fields={["new_email"]} />
      <Button type="submit" className="self-start" disabled={change.isPending}>
        Save address
      </Button>
    </form>
  );
}

function DeleteAccount({ me }: { me: Me }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const leave = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(client.DELETE("/api/v1/user", { body: { username: me.username, password: form.get("password") as string } })),
    onSuccess: async () => {
      queryClient.clear();
      await router.navigate({ to: "/login" });
    },
  });
  return (
    <>
      <p className="mb-4 text-sm text-soft">Deletes your account, progress and tokens. Libraries and files are not affected.</p>
      <Button kind="danger" onClick={() => { setAsking(true); }}>
        Delete my account
      </Button>
      <Modal open={asking} onOpenChange={setAsking} keepsNothing title="Delete your account?">
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            leave.mutate(new FormData(event.currentTarget));
          }}
        >
          <Field label="Your password" name="password" type="password" autoComplete="current-password" required />
          <FormProblem error={leave.error} />
          <Button type="submit" kind="danger" disabled={leave.isPending}>
            Delete
          </Button>
        </form>
      </Modal>
    </>
  );
}
