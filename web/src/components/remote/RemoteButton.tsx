import { Link } from "@tanstack/react-router";
import { MonitorSmartphone } from "lucide-react";
import { useOtherPlayers } from "@/lib/remote/players";

/** The way to the remote page, while another screen is there. */
export function RemoteButton() {
  const players = useOtherPlayers();
  if (players.length === 0) return null;
  const plays = players.some((player) => player.state !== null && player.state.state !== "idle");
  return (
    <Link to="/remote" aria-label="Remote" title="Remote" className={`relative inline-flex size-10 shrink-0 items-center justify-center rounded-lg transition hover:bg-raised hover:text-ink ${plays ? "text-accent" : "text-soft"} ${players.every((player) => player.away) ? "opacity-60" : ""}`}>
      <MonitorSmartphone className="size-5" />
    </Link>
  );
}
