import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Shelf } from "@/components/Shelf";
import type { Media } from "@/lib/api";
import { collectionQuery, similarQuery } from "@/lib/queries";

/** The collections that a title is part of, and titles like it. */
export function Related({ media }: { media: Media }) {
  const { data: similar } = useQuery(similarQuery(media.id));
  const collections = useQueries({ queries: media.collections.map((collection) => collectionQuery(collection.id)) });
  const above = new Set(collections.flatMap(({ data }) => data?.cards.map((card) => card.id) ?? []));
  return (
    <>
      {media.collections.map((collection) => (
        <OfCollection key={collection.id} id={collection.id} name={collection.name} mediaId={media.id} />
      ))}
      <Shelf title="More like this" cards={similar?.filter((card) => !above.has(card.id)) ?? []} />
    </>
  );
}

function OfCollection({ id, name, mediaId }: { id: number; name: string; mediaId: number }) {
  const { data } = useQuery(collectionQuery(id));
  const others = data?.cards.filter((card) => card.id !== mediaId) ?? [];
  const link = (
    <Link to="/collection/$id" params={{ id: String(id) }} className="inline-flex items-center gap-1 hover:text-accent">
      {name} <ChevronRight className="size-5 text-soft" aria-hidden />
    </Link>
  );
  if (!data) return null;
  if (others.length === 0) return <h2 className="py-4 text-lg font-semibold">{link}</h2>;
  return <Shelf title={name} heading={link} cards={data.cards} />;
}
