import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronLeft, Layers, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Artwork } from "@/components/Artwork";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { MediaCard } from "@/components/MediaCard";
import { Confirm } from "@/components/Modal";
import { TitleSkeleton } from "@/components/skeletons";
import { client, isFatal, manages, unwrap, type Collection } from "@/lib/api";
import { count } from "@/lib/format";
import { collectionQuery, meQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { toast } from "@/lib/toast";
import { CollectionForm } from "./CollectionForm";

/** A collection with its titles in their order. */
export function CollectionPage() {
  const id = Number(useParams({ from: "/users/framed/collection/$id" }).id);
  const { data: collection, error, refetch } = useQuery(collectionQuery(id));
  usePageTitle(collection?.name, error);
  if (isFatal(error, collection)) return <Failure error={error} retry={() => void refetch()} />;
  if (!collection) return <TitleSkeleton />;
  const { poster, backdrop } = collection.pictures;
  return (
    <article key={id}>
      <header className="relative isolate overflow-hidden">
        <div className="absolute inset-0 -z-10">
          <Artwork itemId={id} kind="backdrop" image={backdrop} width={960} eager className="size-full opacity-50 [&_img]:object-[50%_25%]" />
          <div className="absolute inset-0 bg-linear-to-t from-ground via-ground/80 to-ground/30" />
        </div>
        <div className="page flex gap-8 pt-8 pb-4">
          {poster && (
            <div className="hidden aspect-2/3 w-40 shrink-0 self-end overflow-hidden rounded-xl bg-raised shadow-2xl ring-1 ring-line sm:block">
              <Artwork itemId={id} kind="poster" image={poster} width={320} eager className="size-full" />
            </div>
          )}
          <div className="flex min-w-0 flex-col justify-end gap-3">
            <Link to="/collections" className="-ml-1 inline-flex items-center gap-1 text-sm text-soft hover:text-ink">
              <ChevronLeft className="size-4" aria-hidden /> Collections
            </Link>
            <h1 className="text-xl font-bold tracking-tight text-balance wrap-anywhere md:text-2xl">{collection.name}</h1>
            <p className="text-sm text-soft">{[count(collection.titles, "title"), span(collection)].filter(Boolean).join(" · ")}</p>
            {collection.overview && <p className="max-w-3xl whitespace-pre-line">{collection.overview}</p>}
            <Actions collection={collection} />
          </div>
        </div>
      </header>
      <div className="page pt-4">
        {collection.cards.length === 0 && <EmptyState icon={Layers} title="Nothing in it yet" text="Add titles with “Edit”, or from the menu of a title." />}
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-5 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
          {collection.cards.map((card) => (
            <li key={card.id}>
              <MediaCard card={card} />
            </li>
          ))}
        </ul>
      </div>
    </article>
  );
}

/** The years of a collection's titles: "1999–2003". */
export function span({ cards }: Pick<Collection, "cards">): string {
  const years = cards.flatMap((card) => card.year ?? []);
  if (years.length === 0) return "";
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return first === last ? String(first) : `${String(first)}–${String(last)}`;
}

/** Editing and removing; for owners and admins. */
function Actions({ collection }: { collection: Collection }) {
  const { data: me } = useQuery(meQuery);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"edit" | "remove">();
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/collection/{collection_id}", { params: { path: { collection_id: collection.id } } })),
    onSuccess: async () => {
      await navigate({ to: "/collections", replace: true });
      await queryClient.invalidateQueries({ predicate: (query) => ["collections", "media", "similar", "search"].includes(String(query.queryKey[0])) });
    },
    onError: (error) => toast.error(error.message),
  });
  if (!manages(me)) return null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => { setDialog("edit"); }}>
        <Pencil className="size-4" aria-hidden /> Edit
      </Button>
      <Button kind="quiet" onClick={() => { setDialog("remove"); }}>
        <Trash2 className="size-4" aria-hidden /> Remove
      </Button>
      {dialog === "edit" && <CollectionForm collection={collection} onClose={() => { setDialog(undefined); }} onSaved={() => { setDialog(undefined); }} />}
      <Confirm
        open={dialog === "remove"}
        onOpenChange={(open) => { setDialog(open ? "remove" : undefined); }}
        title={`Remove “${collection.name}”?`}
        text="The collection is removed. Its titles stay in their libraries."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </div>
  );
}
