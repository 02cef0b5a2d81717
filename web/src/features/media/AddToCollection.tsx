import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Layers, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { FormProblem } from "@/components/FormProblem";
import { Modal } from "@/components/Modal";
import { client, unwrap, type CollectionEntry, type Media } from "@/lib/api";
import { count } from "@/lib/format";
import { collectionQuery, collectionsQuery } from "@/lib/queries";
import { toast } from "@/lib/toast";

/** Adds a title to a collection that a person made, or to a new one. */
export function AddToCollection({ media, onClose }: { media: Media; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { data: collections } = useQuery(collectionsQuery);
  const [name, setName] = useState("");
  const own = collections?.filter((one) => one.is_manual) ?? [];
  const done = async (to: string) => {
    onClose();
    toast(`Added to ${to}.`);
    await queryClient.invalidateQueries({ predicate: (query) => ["collections", "collection", "media", "similar"].includes(String(query.queryKey[0])) });
  };
  const create = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/collection", { body: { name: name.trim(), titles: [media.id] } })),
    onSuccess: () => done(name.trim()),
  });
  const add = useMutation({
    mutationFn: async (to: CollectionEntry) => {
      const { cards } = await queryClient.fetchQuery({ ...collectionQuery(to.id), staleTime: 0 });
      const titles = [...new Set([...cards.map((card) => card.id), media.id])];
      await unwrap(client.PATCH("/api/v1/collection/{collection_id}", { params: { path: { collection_id: to.id } }, body: { titles } }));
    },
    onSuccess: (_, to) => done(to.name),
  });
  const isIn = (one: CollectionEntry) => media.collections.some((other) => other.id === one.id);
  return (
    <Modal open onOpenChange={(open) => { if (!open) onClose(); }} title={`Add “${media.title}” to a collection`}>
      <div className="flex flex-col gap-5">
        {own.length > 0 && (
          <ul aria-label="Your collections" className="flex max-h-72 flex-col gap-1 overflow-y-auto">
            {own.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  disabled={isIn(one) || add.isPending}
                  onClick={() => { add.mutate(one); }}
                  className="flex w-full items-center gap-3 rounded-lg p-3 text-left text-sm enabled:hover:bg-raised"
                >
                  <Layers className="size-4 shrink-0 text-accent" aria-hidden />
                  <span className="min-w-0 flex-1 truncate font-medium">{one.name}</span>
                  <span className="text-soft">{count(one.titles, "title")}</span>
                  {isIn(one) && <Check className="size-4 text-good" aria-label="It is in this collection" />}
                </button>
              </li>
            ))}
          </ul>
        )}
        <form
          className="flex items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <div className="flex-1">
            <Field label="New collection" value={name} maxLength={200} placeholder="Name" onChange={(event) => { setName(event.currentTarget.value); }} />
          </div>
          <Button type="submit" kind="primary" className="h-11!" disabled={!name.trim() || create.isPending}>
            <Plus className="size-4" aria-hidden /> Make it
          </Button>
        </form>
        <FormProblem error={create.error ?? add.error} />
      </div>
    </Modal>
  );
}
