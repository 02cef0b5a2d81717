import { useMutation } from "@tanstack/react-query";
import { client, ProblemError, unwrap } from "@/lib/api";
import { Button } from "./Button";
import { Field } from "./Field";
import { Modal } from "./Modal";

interface Props {
  username: string;
  /** Whether the user signed in. */
  onDone: (signedIn: boolean) => void;
}

/** Asks the signed-in user for their password; the browser gets the cookie of a new sign-in. */
export default function PasswordDialog({ username, onDone }: Props) {
  const signIn = useMutation({
    mutationFn: (form: FormData) => unwrap(client.POST("/api/v1/auth/session", { body: { username, password: form.get("password") as string } })),
    onSuccess: () => { onDone(true); },
  });
  const isWrong = signIn.error instanceof ProblemError && signIn.error.status === 401;
  const problem = isWrong ? "That password is wrong." : signIn.error?.message; // the name is not asked for
  return (
    <Modal open keepsNothing onOpenChange={(open) => { if (!open) onDone(false); }} title="Enter your password">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          signIn.mutate(new FormData(event.currentTarget));
        }}
      >
        <p className="text-soft">This changes who can use this server. Sign in again to continue.</p>
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <Field label="Your password" name="password" type="password" autoComplete="current-password" required autoFocus error={problem} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => { onDone(false); }}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={signIn.isPending}>
            Continue
          </Button>
        </div>
      </form>
    </Modal>
  );
}
