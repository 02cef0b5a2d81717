import { useQuery } from "@tanstack/react-query";
import { Check, Plus } from "lucide-react";
import { useDeferredValue, useId } from "react";
import { inputClass } from "../Field";
import { Artwork } from "../Artwork";
import type { Card } from "@/lib/api";
import { searchQuery } from "@/lib/queries";

export interface Chosen {
  itemId?: number;
  title: string;
  year: string;
}

interface Props {
  libraryId: number;
  value: Chosen;
  onChange: (value: Chosen) => void;
}

/** Chooses an existing title of the library by search, or names a new one. */
export function TitlePicker({ libraryId, value, onChange }: Props) {
  const id = useId();
  const q = useDeferredValue(value.title);
  const { data } = useQuery(searchQuery(q));
  const found = (q.trim() ? (data ?? []) : []).filter((card) => card.library_id === libraryId && card.kind !== "episode").slice(0, 6);
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <div className="flex flex-col gap-1.5">
          <label htmlFor={id} className="text-sm font-medium">
            Title
          </label>
          <input
            id={id}
            className={inputClass}
            value={value.title}
            autoFocus
            required
            maxLength={500}
            autoComplete="off"
            onFocus={(event) => { event.currentTarget.select(); }}
            onChange={(event) => { onChange({ title: event.currentTarget.value, year: value.itemId ? "" : value.year }); }}
          />
        </div>
        <div className="flex flex-col gap-1.5">
          <label htmlFor={`${id}year`} className="text-sm font-medium">
            Year
          </label>
          <input
            id={`${id}year`}
            className={inputClass}
            value={value.year}
            inputMode="numeric"
            pattern="(18|19|20|21)[0-9]{2}"
            title="Four digits"
            onChange={(event) => { onChange({ title: value.title, year: event.currentTarget.value }); }}
          />
        </div>
      </div>
      {found.length > 0 && (
        <ul aria-label="In this library" className="flex flex-col gap-1">
          {found.map((card) => (
            <li key={card.id}>
              <Found
                card={card}
                chosen={card.id === value.itemId}
                onChoose={() => { onChange({ itemId: card.id, title: card.title, year: card.year ? String(card.year) : "" }); }}
              />
            </li>
          ))}
        </ul>
      )}
      <p className="flex items-center gap-2 text-sm text-soft">
        {value.itemId ? (
          <>
            <Check className="size-4 text-good" aria-hidden /> Adds to this existing title.
          </>
        ) : (
          <>
            <Plus className="size-4" aria-hidden /> Creates a new title, unless one with this name and year exists.
          </>
        )}
      </p>
    </div>
  );
}

function Found({ card, chosen, onChoose }: { card: Card; chosen: boolean; onChoose: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className="flex w-full items-center gap-3 rounded-lg p-1.5 text-left text-sm hover:bg-raised aria-pressed:bg-raised aria-pressed:ring-1 aria-pressed:ring-accent"
    >
      <span className="aspect-2/3 w-8 shrink-0 overflow-hidden rounded bg-line">
        <Artwork itemId={card.id} kind="poster" image={card.pictures.poster} width={80} className="aspect-2/3" />
      </span>
      <span className="min-w-0 flex-1 truncate font-medium">{card.title}</span>
      <span className="text-soft">{card.year}</span>
      {chosen && <Check className="size-4 text-accent" aria-hidden />}
    </button>
  );
}
