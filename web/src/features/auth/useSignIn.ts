import { useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/lib/api";
import { meQuery } from "@/lib/queries";

/** Signs in; the server gives the browser a cookie. */
export function useSignIn() {
  const queryClient = useQueryClient();
  return async (username: string, password: string) => {
    await unwrap(client.POST("/api/v1/auth/session", { body: { username, password } }));
    await queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
    void queryClient.invalidateQueries();
  };
}
