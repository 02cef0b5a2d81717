import type { ReactNode } from "react";
import type { Card } from "@/lib/api";
import { CardSkeleton, MediaCard } from "./MediaCard";
import { Row } from "./Row";

interface Props {
  title: string;
  /** What the title shows, where that is more than text: a link. */
  heading?: ReactNode;
  cards: Card[];
  wide?: boolean;
}

const widthOf = (wide: boolean) => (wide ? "w-64 md:w-80" : "w-32 md:w-44");

/** A row of cards that scrolls horizontally. */
export function Shelf({ title, heading, cards, wide = false }: Props) {
  if (cards.length === 0) return null;
  return (
    <Row title={title} heading={heading} count={cards.length}>
      {cards.map((card) => (
        <li key={card.id} className={`${widthOf(wide)} shrink-0 snap-start`}>
          <MediaCard card={card} wide={wide} />
        </li>
      ))}
    </Row>
  );
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
