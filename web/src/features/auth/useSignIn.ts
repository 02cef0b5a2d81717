import { useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/lib/api";
import { meQuery } from "@/lib/queries";

/** Fetches who is signed in after the server gave the browser a cookie. */
export function useSignedIn() {
  const queryClient = useQueryClient();
  return async () => {
    await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
    void queryClient.invalidateQueries();
  };
}

/** Signs in; the server gives the browser a cookie. */
export function useSignIn() {
  const signedIn = useSignedIn();
  return async (username: string, password: string) => {
    await unwrap(client.POST("/api/v1/auth/session", { body: { username, password } }));
    await signedIn();
  };
}

/** Where to go after signing in: a path of Dim's own, else home. */
export function returnPath(to: string | undefined): string {
  return to?.startsWith("/") && !to.startsWith("//") ? to : "/";
}
