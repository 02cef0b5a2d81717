import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import type { MediaFile } from "@/lib/api";
import { length } from "@/lib/format";

/** Trailers, deleted scenes and other extras. */
export function Extras({ extras, itemId }: { extras: MediaFile[]; itemId: number }) {
  if (extras.length === 0) return null;
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">Extras</h2>
      <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {extras.map((extra) => (
          <li key={extra.id}>
            <Link
              to="/play/$id"
              params={{ id: String(itemId) }}
              search={{ file: extra.id }}
              className="flex items-center gap-3 rounded-xl bg-surface p-4 transition hover:bg-raised"
            >
              <Play className="size-5 shrink-0 text-accent" aria-hidden />
              <span className="min-w-0 flex-1 truncate font-medium">{extra.label ?? "Extra"}</span>
              <span className="text-sm text-soft">{length(extra.duration)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
