import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Card } from "@/lib/api";
import { IconButton } from "./Button";
import { CardSkeleton, MediaCard } from "./MediaCard";

interface Props {
  title: string;
  cards: Card[];
  wide?: boolean;
}

const widthOf = (wide: boolean) => (wide ? "w-64 md:w-80" : "w-32 md:w-44");

/** A row of cards that scrolls horizontally. */
export function Shelf({ title, cards, wide = false }: Props) {
  const row = useRef<HTMLUListElement>(null);
  const scrolls = useOverflow(row, cards.length);
  if (cards.length === 0) return null;
  const scroll = (direction: number) => {
    row.current?.scrollBy({ left: direction * row.current.clientWidth * 0.9, behavior: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  };
  return (
    <section className="py-4">
      <div className="mb-3 flex items-center justify-between">
        <h2 className="text-lg font-semibold">{title}</h2>
        <div className={`hidden gap-1 md:flex ${scrolls ? "" : "invisible"}`}>
          <IconButton label={`Scroll ${title} back`} onClick={() => { scroll(-1); }}>
            <ChevronLeft className="size-5" />
          </IconButton>
          <IconButton label={`Scroll ${title} forward`} onClick={() => { scroll(1); }}>
            <ChevronRight className="size-5" />
          </IconButton>
        </div>
      </div>
      <ul ref={row} className="-m-2 flex no-scrollbar snap-x scroll-p-2 gap-4 overflow-x-auto p-2">
        {cards.map((card) => (
          <li key={card.id} className={`${widthOf(wide)} shrink-0 snap-start`}>
            <MediaCard card={card} wide={wide} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whether the cards of a row are wider than the row. */
function useOverflow(row: RefObject<HTMLUListElement | null>, cards: number): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const list = row.current;
    if (!list) return;
    const observer = new ResizeObserver(() => { setOverflows(list.scrollWidth > list.clientWidth + 1); }); // also calls once at the start
    observer.observe(list);
    return () => { observer.disconnect(); };
  }, [row, cards]);
  return overflows;
}

/** A shelf whose cards are loading. */
export function ShelfSkeleton({ wide = false }: { wide?: boolean }) {
  return (
    <div className="overflow-hidden py-4" aria-hidden>
      <div className="mb-3 flex h-7 items-center md:h-10">
        <div className="h-5 w-44 skeleton rounded" />
      </div>
      <div className="flex gap-4">
        {Array.from({ length: 12 }, (_, index) => (
          <div key={index} className={`${widthOf(wide)} shrink-0`}>
            <CardSkeleton wide={wide} />
          </div>
        ))}
      </div>
    </div>
  );
}
