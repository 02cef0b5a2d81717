import { Link } from "@tanstack/react-router";
import { Split } from "lucide-react";
import { Button } from "@/components/Button";
import { manages, type Me, type Media } from "@/lib/api";
import { size } from "@/lib/format";
import { sourceName } from "@/lib/games";
import { useCopyOf } from "./useCopyOf";

/** The same game in other libraries; owners and admins can say that it is another one. */
export function Copies({ media, me }: { media: Media; me: Me | undefined }) {
  const { split } = useCopyOf();
  const found = media.copies ?? [];
  if (found.length === 0) return null;
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">Copies</h2>
      <ul className="divide-y divide-line/60 text-sm">
        {found.map((copy) => (
          <li key={copy.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2">
            <Link to="/media/$id" params={{ id: String(copy.id) }} className="min-w-0 font-medium underline-offset-4 decoration-accent hover:underline">
              {[copy.title === media.title ? "" : copy.title, sourceName(copy.source), copy.label].filter(Boolean).join(" · ")}
            </Link>
            <span className="flex items-center gap-3 text-soft">
              {[copy.library, copy.installed ? "Installed" : "", copy.size ? size(copy.size) : ""].filter(Boolean).join(" · ")}
              {manages(me) && (
                <Button kind="quiet" disabled={split.isPending} onClick={() => { split.mutate(copy.id); }} title="It is another game">
                  <Split className="size-4" aria-hidden /> Not the same
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
