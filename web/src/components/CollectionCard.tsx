import { Link } from "@tanstack/react-router";
import { Layers } from "lucide-react";
import { Artwork } from "./Artwork";
import type { CollectionEntry } from "@/lib/api";
import { count } from "@/lib/format";

/** A collection in a grid or a row. */
export function CollectionCard({ collection }: { collection: Pick<CollectionEntry, "id" | "name" | "titles" | "pictures"> }) {
  const { poster } = collection.pictures;
  return (
    <Link to="/collection/$id" params={{ id: String(collection.id) }} title={collection.name} className="group block rounded-xl">
      <span className="relative block aspect-2/3 overflow-hidden rounded-xl bg-surface ring-1 ring-line/60 transition duration-200 group-hover:ring-2 group-hover:ring-accent">
        {poster ? (
          <Artwork itemId={collection.id} kind="poster" image={poster} width={320} className="absolute inset-0" />
        ) : (
          <span className="absolute inset-0 grid place-items-center bg-linear-to-br from-raised to-surface p-3 text-center text-sm font-semibold text-soft">
            <span className="line-clamp-4">{collection.name}</span>
          </span>
        )}
        <span className="absolute top-2 right-2 flex items-center gap-1 rounded-md bg-black/75 px-1.5 py-0.5 text-xs font-semibold text-white tabular-nums">
          <Layers className="size-3" aria-hidden /> {collection.titles}
        </span>
      </span>
      <span className="block truncate pt-2 text-sm font-medium">{collection.name}</span>
      <span className="block truncate text-xs text-soft">{count(collection.titles, "title")}</span>
    </Link>
  );
}
