import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, buttonClass } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Field } from "@/components/Field";
import { AuthSkeleton } from "@/components/skeletons";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { client, ProblemError, unwrap } from "@/lib/api";
import { howToRegisterQuery } from "@/lib/queries";
import { AuthFrame } from "./AuthFrame";
import { Captcha, proofIn } from "./Captcha";
import { useSignIn } from "./useSignIn";

/** Registration, by invite or if registration is open. */
export function RegisterPage() {
  const { invite = "" } = useSearch({ from: "/register" });
  const how = useQuery(howToRegisterQuery(invite));
  if (how.error) return <Failure error={how.error} retry={() => void how.refetch()} />;
  if (!how.data) return <AuthSkeleton />;
  if (how.data.mode === "setup") return <Navigate to="/setup" />;
  if (how.data.invited || (how.data.mode === "open" && !invite))
    return <Form invite={invite} how={how.data} renew={() => void how.refetch()} />;
  return (
    <AuthFrame
      title={invite ? "This invite is no longer valid" : "Registration is by invite only"}
      text={invite ? "It was already used, revoked, or has expired. Ask for a new one." : "Ask the owner of this server for an invite."}
    >
      <Link to="/login" className={`${buttonClass("primary", true)} w-full`}>
        Sign in
      </Link>
    </AuthFrame>
  );
}

const fields = ["username", "password", "again", "email"];

function Form({ invite, how, renew }: { invite: string; how: Parameters<typeof Captcha>[0]["how"]; renew: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signIn = useSignIn();
  const register = useMutation({
    mutationFn: async (form: FormData) => {
      const text = (name: string) => form.get(name) as string;
      if (text("password") !== text("again")) throw new ProblemError("The passwords do not match.", 200, "again");
      const body = { username: text("username"), password: text("password"), email: text("email") || null };
      const proof = { invite: invite || null, recaptcha2: proofIn(form) ?? null };
      const answer = await unwrap(client.POST("/api/v1/user/register", { body: { ...body, ...proof } }));
      if (answer.error) throw new ProblemError(answer.error.detail, 200, answer.error.field ?? undefined);
      await signIn(body.username, body.password);
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["me"] });
      await navigate({ to: "/setup" });
    },
    onError: () => { if (!invite) renew(); }, // a captcha response is valid once
  });
  return (
    <AuthFrame title="Welcome to Dim" text={invite ? "You were invited. Choose a name and a password." : "Create an account on this server."}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          register.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="Username" name="username" autoComplete="username" autoCapitalize="none" required autoFocus error={fieldError(register.error, "username")} />
        <Field label="Email" name="email" type="email" autoComplete="email" hint="Optional. Stored only on this server." error={fieldError(register.error, "email")} />
        <Field label="Password" name="password" type="password" autoComplete="new-password" required hint="At least 8 characters." error={fieldError(register.error, "password")} />
        <Field label="Confirm password" name="again" type="password" autoComplete="new-password" required error={fieldError(register.error, "again")} />
        <Captcha how={how} />
        <FormProblem error={register.error} fields={fields} />
        <Button type="submit" kind="primary" large disabled={register.isPending}>
          Create account
        </Button>
      </form>
    </AuthFrame>
  );
}
