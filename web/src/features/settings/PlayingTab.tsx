import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MonitorPlay, Square } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { Field } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { FormProblem } from "@/components/FormProblem";
import { ListSkeleton } from "@/components/skeletons";
import { client, isFatal, unwrap, type Playing } from "@/lib/api";
import { clock } from "@/lib/format";
import { sessionsQuery } from "@/lib/queries";

const modes: Record<string, string> = { direct: "Direct play", remux: "Remux", transcode: "Transcode" };

/** All streams: who watches what, how it is played and why. Any stream can be ended, with a message to the viewer. */
export function PlayingTab() {
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  const [ending, setEnding] = useState<Playing>();
  if (isFatal(error, sessions)) return <Failure error={error} retry={() => void refetch()} />;
  if (!sessions) return <ListSkeleton />;
  if (sessions.length === 0) return <EmptyState icon={MonitorPlay} title="Nothing is playing" text="Active streams of all users appear here." />;
  return (
    <>
      <ul className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        {sessions.map((session) => (
          <li key={session.id} className="rounded-2xl bg-surface p-5 ring-1 ring-line">
            <Entry session={session} onEnd={() => { setEnding(session); }} />
          </li>
        ))}
      </ul>
      {ending && <EndStream session={ending} onClose={() => { setEnding(undefined); }} />}
    </>
  );
}

function Entry({ session, onEnd }: { session: Playing; onEnd: () => void }) {
  const part = session.duration > 0 ? Math.min(session.seconds / session.duration, 1) : 0;
  return (
    <>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0 flex-1">
          <p className="truncate font-semibold">{session.title}</p>
          <p className="text-sm wrap-anywhere text-soft">
            {session.username} · {session.device || "Unknown device"}
          </p>
        </div>
        <span className="shrink-0 rounded-md bg-raised px-2 py-1 text-xs font-semibold">{modes[session.mode] ?? session.mode}</span>
        <IconButton label={`End stream of ${session.username}`} className="-mt-2 -mr-2" onClick={onEnd}>
          <Square className="size-4" />
        </IconButton>
      </div>
      <div className="mt-4 h-1 overflow-hidden rounded-full bg-raised">
        <div className="h-full rounded-full bg-accent" style={{ width: `${String(part * 100)}%` }} />
      </div>
      <p className="mt-2 text-sm tabular-nums">
        {session.paused ? "Paused at" : "At"} {clock(session.seconds)} of {clock(session.duration)}
      </p>
      <p className="mt-1 text-sm text-soft tabular-nums">{facts(session).join(" · ")}</p>
      <ul className="mt-2 text-sm text-soft">
        {session.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  );
}

/** What is sent, how much is buffered, the bandwidth, and whether it is being encoded. */
function facts(session: Playing): string[] {
  const shown = session.rendition && session.rendition !== "original" ? session.rendition : session.resolution;
  return [
    ...(shown ? [shown] : []),
    ...(session.buffered === null ? [] : [`${session.buffered.toFixed(0)} s buffered`]),
    ...(session.bandwidth === null ? [] : [`${(session.bandwidth / 1e6).toFixed(0)} Mbit/s`]),
    ...(session.encoders > 0 ? ["encoding"] : []),
  ];
}

function EndStream({ session, onClose }: { session: Playing; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [message, setMessage] = useState("");
  const end = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/stream-session/{short}/end", { params: { path: { short: session.id } }, body: { message } })),
    onSuccess: onClose,
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <Modal open onOpenChange={onClose} title={`End stream of ${session.username}`}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          end.mutate();
        }}
      >
        <Field label="Message" hint="Shown to the viewer in the player." maxLength={200} value={message} onChange={(event) => { setMessage(event.target.value); }} />
        <FormProblem error={end.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="danger" disabled={end.isPending}>
            End stream
          </Button>
        </div>
      </form>
    </Modal>
  );
}
