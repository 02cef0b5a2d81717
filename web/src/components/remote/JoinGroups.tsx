import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { groupsQuery } from "@/lib/queries";

const GroupRow = lazy(() => import("./GroupRow"));

/** The groups that watch something now, to be joined. */
export function JoinGroups() {
  const { data: groups, dataUpdatedAt } = useQuery(groupsQuery);
  if (!groups || groups.length === 0) return null;
  return (
    <section aria-label="Watching together" className="flex flex-col gap-3 py-2 empty:hidden">
      <Suspense>
        {groups.map((group) => (
          <GroupRow key={group.id} group={group} readAt={dataUpdatedAt} />
        ))}
      </Suspense>
    </section>
  );
}
