import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonClass } from "@/components/Button";
import type { Card } from "@/lib/api";
import { clock, episodeNumber } from "@/lib/format";
import { cardsQuery } from "@/lib/queries";
import { targetAt, type Group } from "@/lib/remote/group";
import { ItemArtwork } from "./ItemArtwork";

const TICK_MS = 1_000;

/** A group on the home page. `readAt`: this device's clock when the group was read, in milliseconds. */
export default function GroupRow({ group, readAt }: { group: Group; readAt: number }) {
  const queryClient = useQueryClient();
  const { data: cards } = useQuery({ ...cardsQuery(queryClient, [group.item_id]), staleTime: 300_000 });
  const card = cards?.[0];
  const position = usePosition(group, readAt);
  if (card?.duration && position >= card.duration - 1) return null; // it is over
  const users = [...new Set(group.members.map((member) => member.user))];
  const who = users.length > 2 ? `${users[0] ?? ""} and ${String(users.length - 1)} others` : users.join(" and ");
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl bg-surface p-3 ring-1 ring-line">
      <ItemArtwork id={group.item_id} className="h-16 w-28 shrink-0 rounded-xl" />
      <div className="min-w-0 flex-1 basis-40">
        <p className="line-clamp-2 font-semibold wrap-anywhere">{card ? nameOf(card) : "Watching together"}</p>
        <p className="truncate text-sm text-soft">
          {who} {users.length > 1 ? "watch" : "watches"} · <span className="tabular-nums">{clock(position)}</span>
        </p>
      </div>
      <Link to="/play/$id" params={{ id: String(group.item_id) }} search={{ group: group.id, start: 0 }} className={`${buttonClass("primary")} max-sm:w-full`}>
        <Users className="size-4" aria-hidden /> Join
      </Link>
    </div>
  );
}

function nameOf(card: Card): string {
  return card.kind === "episode" ? `${card.title} · ${episodeNumber(card.season, card.episode)}` : card.title;
}

/** Where a group is now, in seconds. */
function usePosition(group: Group, readAt: number): number {
  const [now, setNow] = useState(readAt);
  useEffect(() => {
    if (!group.playing) return;
    const timer = window.setInterval(() => { setNow(Date.now()); }, TICK_MS);
    return () => { window.clearInterval(timer); };
  }, [group.playing]);
  return targetAt(group, group.now + Math.max(0, now - readAt) / 1000);
}
