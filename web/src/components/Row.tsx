import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { IconButton } from "./Button";

interface Props {
  title: string;
  /** What the title shows, where that is more than text: a link. */
  heading?: ReactNode;
  /** How many entries there are. */
  count: number;
  children: ReactNode;
}

/** A titled row of list items that scrolls horizontally. */
export function Row({ title, heading, count, children }: Props) {
  const row = useRef<HTMLUListElement>(null);
  const scrolls = useOverflow(row, count);
  const scroll = (direction: number) => {
    row.current?.scrollBy({ left: direction * row.current.clientWidth * 0.9, behavior: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  };
  return (
    <section className="py-4">
      <div className="mb-3 flex items-center justify-between">
        <h2 className="min-w-0 truncate text-lg font-semibold">{heading ?? title}</h2>
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
        {children}
      </ul>
    </section>
  );
}

/** Whether the entries of a row are wider than the row. */
function useOverflow(row: RefObject<HTMLUListElement | null>, count: number): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const list = row.current;
    if (!list) return;
    const observer = new ResizeObserver(() => { setOverflows(list.scrollWidth > list.clientWidth + 1); }); // also calls once at the start
    observer.observe(list);
    return () => { observer.disconnect(); };
  }, [row, count]);
  return overflows;
}
