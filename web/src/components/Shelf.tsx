import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRef } from "react";
import type { Card } from "@/lib/api";
import { IconButton } from "./Button";
import { CardSkeleton, MediaCard } from "./MediaCard";

interface Props {
  title: string;
  cards: Card[] | undefined;
  wide?: boolean;
}

/** A row of cards that scrolls horizontally. */
export function Shelf({ title, cards, wide = false }: Props) {
  const row = useRef<HTMLUListElement>(null);
  if (cards?.length === 0) return null;
  const scroll = (direction: number) => {
    row.current?.scrollBy({ left: direction * row.current.clientWidth * 0.9, behavior: "smooth" });
  };
  const width = wide ? "w-64 md:w-80" : "w-32 md:w-44";
  return (
    <section className="py-4">
      <div className="mb-3 flex items-center justify-between">
        <h2 className="text-lg font-semibold">{title}</h2>
        <div className="hidden gap-1 md:flex">
          <IconButton label={`Scroll ${title} back`} onClick={() => { scroll(-1); }}>
            <ChevronLeft className="size-5" />
          </IconButton>
          <IconButton label={`Scroll ${title} forward`} onClick={() => { scroll(1); }}>
            <ChevronRight className="size-5" />
          </IconButton>
        </div>
      </div>
      <ul ref={row} className="-m-1 flex no-scrollbar snap-x gap-4 overflow-x-auto p-1">
        {cards
          ? cards.map((card) => (
              <li key={card.id} className={`${width} shrink-0 snap-start`}>
                <MediaCard card={card} wide={wide} />
              </li>
            ))
          : Array.from({ length: 8 }, (_, index) => (
              <li key={index} className={`${width} shrink-0`}>
                <CardSkeleton wide={wide} />
              </li>
            ))}
      </ul>
    </section>
  );
}
