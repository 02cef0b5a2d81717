import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { listen } from "@/lib/live";

/** The parent of every page for signed-in users: keeps the connection open on which the server reports changes. */
export function LiveUpdates() {
  const queryClient = useQueryClient();
  const router = useRouter();
  useEffect(
    () =>
      listen(queryClient, () => {
        queryClient.clear();
        void router.invalidate();
      }),
    [queryClient, router],
  );
  return <Outlet />;
}
