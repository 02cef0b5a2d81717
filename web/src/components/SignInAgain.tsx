import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { meQuery } from "@/lib/queries";
import { handleSignInAgain } from "@/lib/signInAgain";

const PasswordDialog = lazy(() => import("./PasswordDialog"));

/** Asks for the password where the server wants a recent sign-in. The code of the dialog is loaded with the first question. */
export function SignInAgain() {
  const [answer, setAnswer] = useState<(signedIn: boolean) => void>();
  const { data: me, error } = useQuery({ ...meQuery, enabled: answer !== undefined });
  useEffect(() => {
    if (answer && error) answer(false); // nobody is signed in any more
  }, [answer, error]);
  useEffect(
    () =>
      handleSignInAgain(
        () =>
          new Promise<boolean>((resolve) => {
            setAnswer(() => (signedIn: boolean) => {
              setAnswer(undefined);
              resolve(signedIn);
            });
          }),
      ),
    [],
  );
  if (!answer || !me) return null;
  return (
    <Suspense>
      <PasswordDialog username={me.username} onDone={answer} />
    </Suspense>
  );
}
