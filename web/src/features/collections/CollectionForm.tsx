import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Artwork } from "@/components/Artwork";
import { Button, IconButton } from "@/components/Button";
import { Field } from "@/components/Field";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { Modal, useHasChanges } from "@/components/Modal";
import { client, unwrap, type Card, type Collection } from "@/lib/api";
import { searchQuery } from "@/lib/queries";

interface Props {
  /** The collection that is edited; a new one without it. */
  collection?: Collection;
  onClose: () => void;
  onSaved: (id: number) => void;
}

/** Makes or edits a collection: its name, what it is about, and, where no provider decides, its titles in their order. */
export function CollectionForm({ collection, onClose, onSaved }: Props) {
  return (
    <Modal open onOpenChange={(open) => { if (!open) onClose(); }} title={collection ? `Edit “${collection.name}”` : "New collection"}>
      <Form {...(collection && { collection })} onSaved={onSaved} />
    </Modal>
  );
}

function Form({ collection, onSaved }: Omit<Props, "onClose">) {
  const queryClient = useQueryClient();
  const before = collection?.cards ?? [];
  const [cards, setCards] = useState<Card[]>(before);
  const choosesTitles = !collection || collection.is_manual;
  const isOther = cards.map((card) => card.id).join() !== before.map((card) => card.id).join();
  useHasChanges(isOther);
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const body = {
        name: (form.get("name") as string).trim(),
        overview: (form.get("overview") as string).trim(),
        ...(choosesTitles && (isOther || !collection) && { titles: cards.map((card) => card.id) }),
      };
      if (!collection) return (await unwrap(client.POST("/api/v1/collection", { body: { titles: [], ...body } }))).id;
      await unwrap(client.PATCH("/api/v1/collection/{collection_id}", { params: { path: { collection_id: collection.id } }, body }));
      return collection.id;
    },
    onSuccess: async (id) => {
      await queryClient.invalidateQueries({ predicate: (query) => ["collections", "collection", "media", "similar", "search"].includes(String(query.queryKey[0])) });
      onSaved(id);
    },
  });
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      <Field label="Name" name="name" defaultValue={collection?.name ?? ""} required maxLength={200} error={fieldError(save.error, "name")} />
      <Field label="Overview" name="overview" defaultValue={collection?.overview ?? ""} rows={3} maxLength={20_000} error={fieldError(save.error, "overview")} />
      {choosesTitles ? <Members cards={cards} onChange={setCards} /> : <p className="text-sm text-soft">A provider decides on the titles of this collection.</p>}
      <FormProblem error={save.error} fields={["name", "overview"]} />
      <Button type="submit" kind="primary" large disabled={save.isPending || (choosesTitles && cards.length === 0)}>
        {collection ? "Save" : "Make the collection"}
      </Button>
    </form>
  );
}

/** The titles of a collection in their order, and a search for more. */
function Members({ cards, onChange }: { cards: Card[]; onChange: (cards: Card[]) => void }) {
  const [text, setText] = useState("");
  const q = useDeferredValue(text);
  const { data } = useQuery(searchQuery(q));
  const found = (q.trim() ? (data ?? []) : []).filter((card) => card.kind !== "episode" && !cards.some((other) => other.id === card.id)).slice(0, 5);
  const move = (from: number, to: number) => {
    const next = [...cards];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-sm font-medium">Titles</legend>
      {cards.length > 0 && (
        <ol aria-label="Titles of the collection" className="flex max-h-72 flex-col gap-1 overflow-y-auto">
          {cards.map((card, place) => (
            <li key={card.id} className="flex items-center gap-3 rounded-lg bg-raised/50 p-1.5 text-sm">
              <Poster card={card} />
              <span className="min-w-0 flex-1 truncate font-medium">
                {card.title} <span className="font-normal text-soft">{card.year}</span>
              </span>
              <IconButton label={`Move ${card.title} up`} disabled={place === 0} onClick={() => { move(place, place - 1); }}>
                <ArrowUp className="size-4" />
              </IconButton>
              <IconButton label={`Move ${card.title} down`} disabled={place === cards.length - 1} onClick={() => { move(place, place + 1); }}>
                <ArrowDown className="size-4" />
              </IconButton>
              <IconButton label={`Take ${card.title} out`} onClick={() => { onChange(cards.filter((other) => other.id !== card.id)); }}>
                <X className="size-4" />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      <Field
        label="Add a title"
        type="search"
        value={text}
        placeholder="Search your libraries"
        autoComplete="off"
        onKeyDown={(event) => { if (event.key === "Enter") event.preventDefault(); }}
        onChange={(event) => { setText(event.currentTarget.value); }}
      />
      {found.length > 0 && (
        <ul aria-label="Found titles" className="flex flex-col gap-1">
          {found.map((card) => (
            <li key={card.id}>
              <button
                type="button"
                onClick={() => {
                  onChange([...cards, card]);
                  setText("");
                }}
                className="flex w-full items-center gap-3 rounded-lg p-1.5 text-left text-sm hover:bg-raised"
              >
                <Poster card={card} />
                <span className="min-w-0 flex-1 truncate font-medium">{card.title}</span>
                <span className="text-soft">{card.year}</span>
                <Plus className="size-4 text-accent" aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

function Poster({ card }: { card: Card }) {
  return (
    <span className="aspect-2/3 w-8 shrink-0 overflow-hidden rounded bg-line">
      <Artwork itemId={card.id} kind="poster" image={card.pictures.poster} width={80} className="aspect-2/3" />
    </span>
  );
}
