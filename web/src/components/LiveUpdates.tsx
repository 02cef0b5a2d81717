import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { listen } from "@/lib/live";

/** Everything that is for users only, with the line to the server on which changes come in. */
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
