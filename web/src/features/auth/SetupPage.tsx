import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { AddLibrary } from "@/components/AddLibrary";
import { Button } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Field } from "@/components/Field";
import { AuthSkeleton } from "@/components/skeletons";
import { ProfileForm } from "@/components/ProfileForm";
import { choosesFolders, client, isFatal, ProblemError, unwrap } from "@/lib/api";
import { healthQuery, meQuery } from "@/lib/queries";
import { AuthFrame } from "./AuthFrame";
import { useSignIn } from "./useSignIn";

/** Set-up: on a new server the owner's account and the first library, for a new user the profile. */
export function SetupPage() {
  const health = useQuery(healthQuery);
  const me = useQuery(meQuery);
  const navigate = useNavigate();
  if (isFatal(health.error, health.data)) return <Failure error={health.error} retry={() => void health.refetch()} />;
  if (!health.data || me.isPending) return <AuthSkeleton />;
  if (health.data.state === "setup") return <CreateOwner codeNeeded={health.data.setup_code_needed} />;
  if (!me.data) return <Navigate to="/login" />;
  const home = () => void navigate({ to: "/" });
  if (!choosesFolders(me.data))
    return (
      <AuthFrame title={`Welcome, ${me.data.username}`} text="Complete your profile, or do it later in your account.">
        <ProfileForm me={me.data} wide action="Save and continue" onSaved={home} />
        <Button kind="quiet" className="mt-3 w-full" onClick={home}>
          Later
        </Button>
      </AuthFrame>
    );
  return (
    <AuthFrame title="Add your first library" text="Choose a folder with movies or shows. Dim only reads its files, unless you delete or move one in Dim, or have it write NFO files.">
      <AddLibrary onAdded={(id) => void navigate({ to: "/library/$id", params: { id: String(id) } })} />
      <Button kind="quiet" className="mt-3 w-full" onClick={home}>
        Later
      </Button>
    </AuthFrame>
  );
}

function CreateOwner({ codeNeeded }: { codeNeeded: boolean }) {
  const { code } = useSearch({ from: "/setup" });
  const queryClient = useQueryClient();
  const signIn = useSignIn();
  const create = useMutation({
    mutationFn: async (form: FormData) => {
      const [username, password] = [String(form.get("username")), String(form.get("password"))];
      if (password !== String(form.get("again"))) throw new ProblemError("The passwords do not match.", 200, "again");
      const setup_code = code ?? (form.get("setup_code") as string | null);
      const answer = await unwrap(client.POST("/api/v1/user/register", { body: { username, password, setup_code } }));
      if (answer.error) throw new ProblemError(answer.error.detail, 200, answer.error.field ?? undefined);
      await signIn(username, password);
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["health"] }),
  });
  const problem = create.error instanceof ProblemError ? create.error : undefined;
  const error = (field: string) => (problem?.field === field ? problem.message : undefined);
  const shown = ["username", "password", "again"];
  return (
    <AuthFrame title="Welcome to Dim" text="Create the owner account. It is stored only on this server.">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="Username" name="username" autoComplete="username" autoCapitalize="none" required autoFocus error={error("username")} />
        <Field label="Password" name="password" type="password" autoComplete="new-password" required error={error("password")} hint="At least 8 characters." />
        <Field label="Confirm password" name="again" type="password" autoComplete="new-password" required error={error("again")} />
        {codeNeeded && !code && (
          <Field label="Set-up code" name="setup_code" required error={error("setup_code")} hint="It is part of the URL that the server printed at startup." />
        )}
        {problem && !shown.includes(problem.field ?? "") && !(codeNeeded && !code && problem.field === "setup_code") && (
          <p role="alert" className="text-sm text-danger">
            {problem.message}
          </p>
        )}
        <Button type="submit" kind="primary" large disabled={create.isPending}>
          Create account
        </Button>
      </form>
    </AuthFrame>
  );
}
