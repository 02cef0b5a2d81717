import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { ItemArtwork } from "@/components/remote/ItemArtwork";
import { PlayerIcon } from "@/components/remote/playerIcon";
import { useCommand } from "@/components/remote/useCommand";
import type { Card } from "@/lib/api";
import { episodeNumber } from "@/lib/format";
import { homeQuery, searchQuery } from "@/lib/queries";
import { deviceOf, type Player } from "@/lib/remote/players";

/** A screen on which nothing plays: choose something for it. */
export function NothingPlays({ player }: { player: Player }) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const { data: home } = useQuery(homeQuery);
  const { data: found } = useQuery({ ...searchQuery(wanted), enabled: wanted.length > 0 });
  const steer = useCommand(player.id);
  const started = home?.continue_watching ?? [];
  const recent = home?.recently_added ?? [];
  const cards = wanted ? (found ?? []) : [...started, ...recent.filter((card) => !started.some((other) => other.media_id === card.media_id))].slice(0, 24);
  return (
    <div className="mx-auto max-w-3xl">
      <div className="flex items-center gap-4 rounded-2xl bg-surface p-5 ring-1 ring-line">
        <span className="grid size-14 shrink-0 place-items-center rounded-2xl bg-raised text-accent">
          <PlayerIcon kind={player.kind} className="size-7" />
        </span>
        <div className="min-w-0">
          <h2 className="text-lg font-semibold text-balance wrap-anywhere">Nothing plays on {player.name}</h2>
          <p className="text-sm text-soft">{deviceOf(player) && `${deviceOf(player) ?? ""}. `}Choose something; it starts there at once.</p>
          {player.state?.problem && <p role="alert" className="mt-1 text-sm text-danger">{player.state.problem}</p>}
        </div>
      </div>
      <label className="mt-4 flex items-center gap-2 rounded-xl bg-raised px-4 ring-accent focus-within:ring-2">
        <Search className="size-4 text-soft" aria-hidden />
        <span className="sr-only">Search for something to play</span>
        <input type="search" value={text} onChange={(event) => { setText(event.target.value); }} placeholder="Search" className="h-12 w-full bg-transparent outline-none" />
      </label>
      <ul className="mt-4 flex flex-col gap-1">
        {cards.map((card) => (
          <li key={`${String(card.id)} ${card.kind}`}>
            <button type="button" onClick={() => { void steer("play_item", { item_id: card.id }); }} className="flex w-full items-center gap-3 rounded-xl p-2 text-left transition hover:bg-surface">
              <ItemArtwork id={card.id} width={160} className="h-14 w-24 shrink-0 rounded-lg" />
              <Words card={card} />
            </button>
          </li>
        ))}
      </ul>
      {wanted && cards.length === 0 && <p className="py-8 text-center text-soft">Nothing found.</p>}
    </div>
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
