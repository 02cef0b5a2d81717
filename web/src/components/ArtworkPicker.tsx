import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { homeQuery, searchQuery } from "@/lib/queries";
import { Field } from "./Field";
import { Artwork } from "./Artwork";

export interface ArtworkChoice {
  media_id: number;
  kind: "poster";
}

/** Chooses a poster from recently added titles or search results. */
export function ArtworkPicker({ onChoose }: { onChoose: (choice: ArtworkChoice) => void }) {
  const [text, setText] = useState("");
  const { data: home } = useQuery(homeQuery);
  const { data: found } = useQuery(searchQuery(text));
  const cards = (text.trim() ? found : home?.recently_added)?.filter((card) => card.pictures.poster);
  return (
    <div className="flex flex-col gap-4">
      <Field label="Title" type="search" value={text} onChange={(event) => { setText(event.currentTarget.value); }} />
      <ul className="grid max-h-80 grid-cols-4 gap-3 overflow-y-auto p-1" aria-label="Posters">
        {cards?.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              aria-label={card.title}
              title={card.title}
              onClick={() => { onChoose({ media_id: card.id, kind: "poster" }); }}
              className="block aspect-2/3 w-full overflow-hidden rounded-lg bg-raised hover:ring-2 hover:ring-accent"
            >
              <Artwork itemId={card.id} kind="poster" image={card.pictures.poster} width={160} className="size-full" />
            </button>
          </li>
        ))}
      </ul>
      {cards?.length === 0 && <p className="text-sm text-soft">No titles with a poster.</p>}
    </div>
  );
}
