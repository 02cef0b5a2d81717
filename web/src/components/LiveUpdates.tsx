import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { followChanges } from "@/lib/live";
import { followPlayers } from "@/lib/remote/players";
import { socket } from "@/lib/remote/socket";
import { bePlayer } from "@/lib/remote/thisPlayer";
import { PlayRequest } from "./remote/PlayRequest";

/** The parent of every page for signed-in users: keeps the connection open over which the server reports changes, and other screens steer this one. */
export function LiveUpdates() {
  const queryClient = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    const stops = [
      followChanges(queryClient),
      followPlayers(),
      bePlayer({
        play: ({ item_id, version, position, paused }) => {
          const isPlaying = router.state.location.pathname.includes("/play/");
          void router.navigate({ to: "/play/$id", params: { id: String(item_id) }, search: { file: version, start: position, paused: paused ? true : undefined }, replace: isPlaying });
        },
        leave: () => {
          if (!router.state.location.pathname.includes("/play/")) return;
          if (router.history.canGoBack()) router.history.back();
          else void router.navigate({ to: "/" });
        },
        open: (path) => { void router.navigate({ to: path }); },
      }),
    ];
    socket.start(() => {
      queryClient.clear();
      void router.invalidate();
    });
    return () => {
      for (const stop of stops) stop();
      socket.stop();
    };
  }, [queryClient, router]);
  return (
    <>
      <Outlet />
      <PlayRequest />
    </>
  );
}
