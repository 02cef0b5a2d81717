import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { QrCode } from "lucide-react";
import { Button, buttonClass } from "@/components/Button";
import { Field } from "@/components/Field";
import { howToRegisterQuery } from "@/lib/queries";
import { AuthFrame } from "./AuthFrame";
import { useArrowKeys } from "./useArrowKeys";
import { returnPath, useSignIn } from "./useSignIn";

/** Sign in. */
export function LoginPage() {
  const { to } = useSearch({ from: "/login" });
  const router = useRouter();
  const signIn = useSignIn();
  useArrowKeys();
  const { data: how } = useQuery(howToRegisterQuery(""));
  const submit = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get("username")), String(form.get("password"))),
    onSuccess: () => {
      router.history.push(returnPath(to));
    },
  });
  return (
    <AuthFrame title="Welcome back" page="Sign in" text="Sign in to Dim.">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="Username" name="username" autoComplete="username" autoCapitalize="none" required autoFocus />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        {submit.error && (
          <p role="alert" className="text-sm text-danger">
            {submit.error.message}
          </p>
        )}
        <Button type="submit" kind="primary" large disabled={submit.isPending}>
          Sign in
        </Button>
      </form>
      <Link to="/login/phone" search={{ to }} className={`${buttonClass("quiet")} mt-3 w-full`}>
        <QrCode className="size-4" aria-hidden /> Sign in with your phone
      </Link>
      {how?.mode === "open" && (
        <p className="mt-6 text-center text-sm text-soft">
          No account yet?{" "}
          <Link to="/register" className="font-medium text-accent underline">
            Create one
          </Link>
        </p>
      )}
    </AuthFrame>
  );
}
