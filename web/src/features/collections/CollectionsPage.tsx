import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Layers, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { CollectionCard } from "@/components/CollectionCard";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { GridSkeleton } from "@/components/skeletons";
import { isFatal, manages } from "@/lib/api";
import { count } from "@/lib/format";
import { collectionsQuery, meQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { CollectionForm } from "./CollectionForm";

/** All collections with titles that the user may see. Owners and admins make new ones. */
export function CollectionsPage() {
  const { data: collections, error, refetch } = useQuery(collectionsQuery);
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  usePageTitle("Collections", error);
  if (isFatal(error, collections)) return <Failure error={error} retry={() => void refetch()} />;
  const add = manages(me) && (
    <Button kind="primary" onClick={() => { setAdding(true); }}>
      <Plus className="size-4" aria-hidden /> New collection
    </Button>
  );
  return (
    <div className="page pt-6">
      <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h1 className="text-xl font-bold tracking-tight">Collections</h1>
          <p className="text-sm text-soft">{collections ? count(collections.length, "collection") : "\u00a0"}</p>
        </div>
        {collections && collections.length > 0 && add}
      </div>
      {!collections && <GridSkeleton />}
      {collections?.length === 0 && (
        <EmptyState icon={Layers} title="No collections yet" text="Film series appear here when a provider knows them. Make one of your own from any titles you like.">
          {add}
        </EmptyState>
      )}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-5 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
        {collections?.map((collection) => (
          <li key={collection.id}>
            <CollectionCard collection={collection} />
          </li>
        ))}
      </ul>
      {adding && (
        <CollectionForm
          onClose={() => { setAdding(false); }}
          onSaved={(id) => {
            setAdding(false);
            void navigate({ to: "/collection/$id", params: { id: String(id) } });
          }}
        />
      )}
    </div>
  );
}
