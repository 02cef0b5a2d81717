import { Link } from "@tanstack/react-router";
import { ArrowDownNarrowWide, ArrowUpNarrowWide, ChartColumn } from "lucide-react";
import { Button, buttonClass, IconButton } from "@/components/Button";
import { Menu, MenuChoice } from "@/components/Menu";
import { count } from "@/lib/format";
import type { ListOptions } from "@/lib/queries";
import { Filters } from "./Filters";
import type { Source } from "./source";

const sorts = [
  { value: "title", label: "Title", ascending: true },
  { value: "year", label: "Year", ascending: false },
  { value: "added_at", label: "Date added", ascending: false },
  { value: "rating", label: "Rating", ascending: false },
  { value: "duration", label: "Length", ascending: true },
];

const gameSorts = [
  ...sorts.filter(({ value }) => value !== "duration"),
  { value: "last_played", label: "Last played", ascending: false },
  { value: "play_time", label: "Play time", ascending: false },
  { value: "size", label: "Size", ascending: false },
];

interface Props {
  name: string | undefined;
  source: Source;
  /** It lists games. */
  games: boolean;
  /** How many titles it lists; undefined: not known yet. */
  total: number | undefined;
  list: ListOptions;
  onChange: (change: Partial<ListOptions>) => void;
}

/** The head of a grid: its name and length, filters, the order. */
export function Controls({ name, source, games, total, list, onChange }: Props) {
  const Direction = list.ascending ? ArrowUpNarrowWide : ArrowDownNarrowWide;
  const orders = games ? gameSorts : sorts;
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="truncate text-xl font-bold tracking-tight">{name ?? "\u00a0"}</h1>
        <p className="text-sm text-soft">{total === undefined ? "\u00a0" : count(total, games ? "game" : "title")}</p>
      </div>
      <div className="flex flex-wrap items-center gap-1">
        {games && (
          <Link to="/play-time" className={buttonClass("quiet")} title="Play time">
            <ChartColumn className="size-4" aria-hidden /> <span className="max-sm:sr-only">Play time</span>
          </Link>
        )}
        <Filters source={source} games={games} list={list} onChange={onChange} />
        <Menu trigger={<Button kind="quiet">Sorted by {orders.find((other) => other.value === list.sort)?.label.toLowerCase()}</Button>}>
          <MenuChoice
            label="Sort by"
            value={list.sort}
            onChange={(sort) => { onChange({ sort, ascending: orders.find((other) => other.value === sort)?.ascending ?? true }); }}
            options={orders}
          />
        </Menu>
        <IconButton label={list.ascending ? "Ascending; reverse" : "Descending; reverse"} onClick={() => { onChange({ ascending: !list.ascending }); }}>
          <Direction className="size-5" />
        </IconButton>
      </div>
    </div>
  );
}
