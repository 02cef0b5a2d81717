import { useQuery } from "@tanstack/react-query";
import { CircleHelp } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { FixMatchDialog } from "@/components/match/FixMatchDialog";
import { manages, type Media } from "@/lib/api";
import { meQuery } from "@/lib/queries";

/** Says to owners and admins that Dim is not sure which title this is, and why. */
export function MatchNotice({ media }: { media: Media }) {
  const { data: me } = useQuery(meQuery);
  const [fixing, setFixing] = useState(false);
  const { match } = media;
  if (!manages(me) || match.locked || match.state !== "doubtful") return null;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-xl bg-raised p-4 text-sm">
      <CircleHelp className="size-5 shrink-0 text-accent" aria-hidden />
      <p className="min-w-60 flex-1">
        Dim is not sure that this is the right title: {match.reasons.join(", ")}.
      </p>
      <Button onClick={() => { setFixing(true); }}>Fix match</Button>
      {fixing && <FixMatchDialog title={media} onClose={() => { setFixing(false); }} />}
    </div>
  );
}
