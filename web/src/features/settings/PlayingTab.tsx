import { useQuery } from "@tanstack/react-query";
import { MonitorPlay } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import type { Playing } from "@/lib/api";
import { clock } from "@/lib/format";
import { sessionsQuery } from "@/lib/queries";

const modes: Record<string, string> = { direct: "Direct play", remux: "Remux", transcode: "Transcode" };

/** Who watches what, how, and why so. */
export function PlayingTab() {
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (sessions?.length === 0) return <EmptyState icon={MonitorPlay} title="Nothing is playing" text="What anyone in the house watches is shown here." />;
  return (
    <ul className="grid gap-4 lg:grid-cols-2">
      {sessions?.map((session) => (
        <li key={session.id} className="rounded-2xl bg-surface p-5 ring-1 ring-line">
          <Entry session={session} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ session }: { session: Playing }) {
  return (
    <>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="truncate font-semibold">{session.title}</p>
          <p className="truncate text-sm text-soft">
            {session.username} · {session.device || "A player"} · {session.resolution}
          </p>
        </div>
        <span className="shrink-0 rounded-md bg-raised px-2 py-1 text-xs font-semibold">{modes[session.mode] ?? session.mode}</span>
      </div>
      <p className="mt-3 text-sm tabular-nums">
        {session.paused ? "Paused at" : "At"} {clock(session.seconds)} of {clock(session.duration)}
      </p>
      <ul className="mt-2 text-sm text-soft">
        {session.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  );
}
