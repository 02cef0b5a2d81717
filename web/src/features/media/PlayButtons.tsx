import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Circle, Play, RotateCcw } from "lucide-react";
import { Button, buttonClass } from "@/components/Button";
import { client, unwrap, type Media } from "@/lib/api";
import { clock, episodeNumber } from "@/lib/format";

/** Buttons to play or resume a title, and to mark it as watched. */
export function PlayButtons({ media }: { media: Media }) {
  const next = media.kind === "show" ? media.next_episode : undefined;
  const target = media.kind === "movie" ? (media.files.length > 0 ? media.id : undefined) : (next?.id ?? undefined);
  const seconds = media.kind === "movie" ? media.seconds : (next?.seconds ?? 0);
  const begun = seconds > 0 && !(media.kind === "movie" && media.watched);
  const name = next ? ` ${episodeNumber(next.season, next.episode)}` : "";
  if (target === undefined)
    return media.kind === "show" && media.seasons.length > 0 ? <p className="text-soft">You have watched all episodes.</p> : null;
  return (
    <div className="flex flex-wrap gap-3">
      <Link to="/play/$id" params={{ id: String(target) }} className={buttonClass("primary", true)}>
        <Play className="size-5 fill-current" aria-hidden />
        {begun ? `Resume${name} at ${clock(seconds)}` : `Play${name}`}
      </Link>
      {begun && (
        <Link to="/play/$id" params={{ id: String(target) }} search={{ start: 0 }} className={buttonClass("plain", true)}>
          <RotateCcw className="size-5" aria-hidden /> Play from the beginning
        </Link>
      )}
      {media.kind === "movie" && <WatchedButton id={media.id} watched={media.watched} />}
    </div>
  );
}

function WatchedButton({ id, watched }: { id: number; watched: boolean }) {
  const mark = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/user/watched/{media_id}", { params: { path: { media_id: id } }, body: { watched: !watched } })),
  });
  const Icon = watched ? Check : Circle;
  return (
    <Button large aria-pressed={watched} disabled={mark.isPending} onClick={() => { mark.mutate(); }}>
      <Icon className="size-5" aria-hidden /> {watched ? "Watched" : "Mark as watched"}
    </Button>
  );
}
