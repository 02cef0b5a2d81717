import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { CardSkeleton, MediaCard } from "@/components/MediaCard";
import type { Card } from "@/lib/api";
import { cardsQuery, type ListOptions } from "@/lib/queries";
import { idsQuery, type Source } from "./source";

const CHUNK = 60;
const GAP = 20;
const TEXT_HEIGHT = 48;

/** How many columns fit, and how wide each is (CSS pixels). */
export function layout(width: number, rem: number): { columns: number; card: number } {
  const least = width < 40 * rem ? 6.5 * rem : 10 * rem;
  const columns = Math.max(2, Math.floor((width + GAP) / (least + GAP)));
  return { columns, card: (width - GAP * (columns - 1)) / columns };
}

interface Props {
  source: Source;
  list: ListOptions;
  /** The cards of the first page. */
  first: Card[];
  total: number;
}

/** A virtual grid of posters: only the visible rows are rendered, and only their cards are fetched. */
export function Grid({ source, list, first, total }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const element = holder.current;
    if (!element) return;
    const measure = () => {
      setWidth(element.clientWidth);
      setTop(element.offsetTop);
    };
    measure(); // before the first paint, so that the page has its height when the scroll position is restored
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const { columns, card: cardWidth } = layout(width, rem);
  const rowHeight = cardWidth * 1.5 + (TEXT_HEIGHT * rem) / 16 + GAP;
  const rows = useWindowVirtualizer({
    count: width > 0 ? Math.ceil(total / columns) : 0,
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin: top,
  });
  useEffect(() => {
    rows.measure();
  }, [rows, rowHeight]);
  const shown = rows.getVirtualItems();
  const card = useCards(source, list, first, total, (shown[0]?.index ?? 0) * columns, ((shown.at(-1)?.index ?? 0) + 1) * columns);
  return (
    <div ref={holder} role="list" className="relative" style={{ height: rows.getTotalSize() }}>
      {shown.map((row) => (
        <div
          key={row.key}
          className="absolute inset-x-0 grid"
          style={{
            transform: `translateY(${String(row.start - top)}px)`,
            gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))`,
            columnGap: GAP,
          }}
        >
          {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
            const found = card(row.index * columns + column);
            return (
              <div role="listitem" key={found?.id ?? `place ${String(column)}`}>
                {found ? <MediaCard card={found} /> : <CardSkeleton />}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/**
 * The card at an index. The first cards come with the page; scrolling further fetches the ids of all titles, and the cards
 * between `from` and `to` in chunks. A cached card is shown until the new one arrives.
 */
function useCards(source: Source, list: ListOptions, first: Card[], total: number, from: number, to: number): (place: number) => Card | undefined {
  const queryClient = useQueryClient();
  const further = Math.min(to, total) > first.length;
  const { data: ids } = useQuery({ ...idsQuery(source, list), enabled: further });
  const chunks: number[][] = [];
  for (let start = Math.floor(from / CHUNK) * CHUNK; further && ids && start < Math.min(to, ids.length); start += CHUNK)
    chunks.push(ids.slice(start, start + CHUNK));
  const answers = useQueries({ queries: chunks.map((chunk) => cardsQuery(queryClient, chunk)) });
  const byId = new Map(answers.flatMap((answer) => answer.data ?? []).map((card) => [card.id, card]));
  return (place) => {
    if (place < first.length) return first[place];
    const id = ids?.[place];
    return id === undefined ? undefined : (byId.get(id) ?? queryClient.getQueryData<Card>(["card", id]));
  };
}
