import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { meQuery } from "@/lib/queries";
import { handleSignInAgain } from "@/lib/signInAgain";

const PasswordDialog = lazy(() => import("./PasswordDialog"));

/** Asks for the password where the server wants a recent sign-in. The code of the dialog is loaded with the first question. */
export function SignInAgain() {
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  const [answer, setAnswer] = useState<(signedIn: boolean) => void>();
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
