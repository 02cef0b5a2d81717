import { useQuery } from "@tanstack/react-query";
import { Gamepad2, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Artwork } from "@/components/Artwork";
import { FormProblem } from "@/components/FormProblem";
import { Modal } from "@/components/Modal";
import type { Card, Media } from "@/lib/api";
import { sourceName, usePlatformName } from "@/lib/games";
import { librariesQuery, searchQuery } from "@/lib/queries";
import { useCopyOf } from "./useCopyOf";

const MOST = 20;

/** Says which game of a library is the same as this one. */
export function JoinDialog({ media, onClose }: { media: Media; onClose: () => void }) {
  const [text, setText] = useState(media.title);
  const wanted = useDeferredValue(text.trim());
  const { join } = useCopyOf();
  const own = [media.id, ...(media.copies ?? []).map((copy) => copy.id)];
  const others = (cards: Card[] | undefined) => cards?.filter((card) => card.kind === "game" && !own.includes(card.id)).slice(0, MOST);
  const named = useQuery({ ...searchQuery(wanted), enabled: wanted !== "" });
  const exact = wanted ? others(named.data) : [];
  // shops write titles in different ways: before anything is written, what begins alike
  const beginning = wanted === media.title && exact?.length === 0 ? firstWord(media.title) : "";
  const alike = useQuery({ ...searchQuery(beginning), enabled: beginning !== "" });
  const found = (beginning ? others(alike.data) : exact) ?? [];
  const isEmpty = found.length === 0 && !(wanted && named.isPending) && !(beginning && alike.isPending);
  return (
    <Modal open keepsNothing onOpenChange={(open) => { if (!open) onClose(); }} title={`Which game is the same as “${media.title}”?`}>
      <p className="mb-4 text-sm text-soft">Copies of one game are one card on home, in search and among all games. Each stays in its library.</p>
      <label className="flex items-center gap-2 rounded-xl bg-raised px-4 ring-accent focus-within:ring-2">
        <Search className="size-4 shrink-0 text-soft" aria-hidden />
        <span className="sr-only">Search for the other game</span>
        <input
          type="search"
          value={text}
          autoFocus
          onFocus={(event) => { event.currentTarget.select(); }}
          onChange={(event) => { setText(event.target.value); }}
          placeholder="Search"
          className="h-12 w-full min-w-0 bg-transparent outline-none"
        />
      </label>
      <ul aria-label="Games" className="mt-3 flex min-h-60 flex-col gap-1">
        {found.map((card) => (
          <li key={card.id}>
            <Found card={card} disabled={join.isPending} onChoose={() => { join.mutate({ media, other: card.id }, { onSuccess: onClose }); }} />
          </li>
        ))}
        {isEmpty && <li className="py-10 text-center text-sm text-soft">{wanted ? "No other game is called like that." : "Write the title of the other game."}</li>}
      </ul>
      <FormProblem error={join.error} />
    </Modal>
  );
}

/** "Portal" of "Portal 2"; "Legend" of "The Legend of Zelda". */
function firstWord(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.find((word) => word.length > 3) ?? words[0] ?? "";
}

function Found({ card, disabled, onChoose }: { card: Card; disabled: boolean; onChoose: () => void }) {
  const platformName = usePlatformName();
  const { data: libraries } = useQuery(librariesQuery);
  const about = [sourceName(card.source), card.source === "rom" && card.platforms?.map(platformName).join(", "), libraries?.find((one) => one.id === card.library_id)?.name];
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onChoose}
      className="flex w-full items-center gap-3 rounded-xl p-2 text-left text-sm transition enabled:hover:bg-raised disabled:opacity-50"
    >
      <span className="grid aspect-2/3 w-10 shrink-0 place-items-center overflow-hidden rounded-md bg-line">
        {!card.pictures.poster && <Gamepad2 className="size-5 text-soft" aria-hidden />}
        {card.pictures.poster && <Artwork itemId={card.id} kind="poster" image={card.pictures.poster} width={80} className="size-full" />}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{card.title}</span>
        <span className="block truncate text-soft">{about.filter(Boolean).join(" · ")}</span>
      </span>
      <span className="text-soft">{card.year}</span>
    </button>
  );
}
