import { useQuery } from "@tanstack/react-query";
import { ListEnd, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { IconButton } from "@/components/Button";
import { ItemArtwork } from "@/components/remote/ItemArtwork";
import type { Steer } from "@/components/remote/useCommand";
import type { Card } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import { homeQuery, searchQuery } from "@/lib/queries";
import { toast } from "@/lib/toast";

interface Props {
  steer: Steer;
  /** Whether something plays there: what is chosen can come after it. */
  plays: boolean;
}

const MOST = 24;

/** The library at hand: choose something for a screen, from what was begun and what is new, or by a search. */
export function ChooseItem({ steer, plays }: Props) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const { data: home } = useQuery(homeQuery);
  const { data: found } = useQuery({ ...searchQuery(wanted), enabled: wanted.length > 0 });
  const started = home?.continue_watching ?? [];
  const recent = home?.recently_added ?? [];
  const cards = wanted ? (found ?? []) : [...started, ...recent.filter((card) => !started.some((other) => other.media_id === card.media_id))].slice(0, MOST);
  const queue = async (card: Card) => {
    if (await steer("queue", { items: [card.id], mode: "last" })) toast(`${card.title} is in the queue.`);
  };
  const begin = async (card: Card) => {
    if (card.kind !== "game") await steer("play_item", { item_id: card.id });
    else if (await steer("launch", { item_id: card.id })) toast(`That screen was asked to start ${card.title}.`);
  };
  return (
    <>
      <label className="mt-4 flex items-center gap-2 rounded-xl bg-raised px-4 ring-accent focus-within:ring-2">
        <Search className="size-4 text-soft" aria-hidden />
        <span className="sr-only">Search for something to play</span>
        <input type="search" value={text} onChange={(event) => { setText(event.target.value); }} placeholder="Search" className="h-12 w-full bg-transparent outline-none" />
      </label>
      <ul aria-label="Titles" className="mt-4 flex flex-col gap-1">
        {cards.map((card) => (
          <li key={`${String(card.id)} ${card.kind}`} className="flex items-center gap-1 rounded-xl transition hover:bg-surface">
            <button type="button" onClick={() => { void begin(card); }} className="flex min-w-0 flex-1 items-center gap-3 rounded-xl p-2 text-left">
              <ItemArtwork id={card.id} width={160} className="h-14 w-24 shrink-0 rounded-lg" />
              <Words card={card} />
            </button>
            {plays && card.kind !== "show" && card.kind !== "game" && (
              <IconButton label={`Add ${card.title} to the queue`} onClick={() => { void queue(card); }}>
                <ListEnd className="size-5" />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {wanted && cards.length === 0 && <p className="py-8 text-center text-soft">Nothing found.</p>}
    </>
  );
}

function Words({ card }: { card: Card }) {
  const more = card.kind === "episode" ? `${episodeNumber(card.season, card.episode)} ${card.episode_title ?? ""}` : String(card.year ?? "");
  return (
    <span className="min-w-0">
      <span className="block truncate font-medium">{card.title}</span>
      <span className="block truncate text-sm text-soft">{more}</span>
    </span>
  );
}
