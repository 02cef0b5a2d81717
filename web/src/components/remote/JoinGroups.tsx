import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { buttonClass } from "@/components/Button";
import { groupsQuery } from "@/lib/queries";
import { ItemArtwork } from "./ItemArtwork";

/** The groups that watch something now, to be joined. */
export function JoinGroups() {
  const { data: groups } = useQuery(groupsQuery);
  if (!groups || groups.length === 0) return null;
  return (
    <section aria-label="Watching together" className="flex flex-col gap-3 py-2">
      {groups.map((group) => (
        <div key={group.id} className="flex items-center gap-4 rounded-2xl bg-surface p-3 ring-1 ring-line">
          <ItemArtwork id={group.item_id} className="h-16 w-28 shrink-0 rounded-xl" />
          <div className="min-w-0 flex-1">
            <p className="truncate font-semibold">{group.name}</p>
            <p className="truncate text-sm text-soft">{group.members.map((member) => member.user).join(", ")}</p>
          </div>
          <Link to="/play/$id" params={{ id: String(group.item_id) }} search={{ group: group.id, start: 0 }} className={buttonClass("primary")}>
            <Users className="size-4" aria-hidden /> Join
          </Link>
        </div>
      ))}
    </section>
  );
}
