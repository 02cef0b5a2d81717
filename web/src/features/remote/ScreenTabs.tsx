import { useEffect, useRef, useState } from "react";
import { PlayerIcon } from "@/components/remote/playerIcon";
import { deviceOf, labelOf, type Player } from "@/lib/remote/players";

interface Props {
  players: Player[];
  /** The id of the one that is steered. */
  selected: number | undefined;
  onSelect: (player: number) => void;
}

/** The screens side by side; a row that goes on beyond an edge fades there. */
export function ScreenTabs({ players, selected, onSelect }: Props) {
  const row = useRef<HTMLDivElement>(null);
  const [beyond, setBeyond] = useState({ left: false, right: false });
  useEffect(() => {
    const list = row.current;
    if (!list) return;
    const look = () => {
      const left = list.scrollLeft > 4;
      const right = list.scrollLeft + list.clientWidth < list.scrollWidth - 4;
      setBeyond((before) => (before.left === left && before.right === right ? before : { left, right }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(list);
    list.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      list.removeEventListener("scroll", look);
    };
  }, [players.length]);
  useEffect(() => {
    row.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [selected, players.length]);
  const fade = `linear-gradient(to right, ${beyond.left ? "transparent, black 3rem" : "black"}, ${beyond.right ? "black calc(100% - 3rem), transparent" : "black"})`;
  return (
    <div ref={row} role="tablist" aria-label="Screens" className="no-scrollbar -mx-1 mt-3 flex gap-2 overflow-x-auto px-1 pt-1 pb-2" style={beyond.left || beyond.right ? { maskImage: fade } : undefined}>
      {players.map((player) => (
        <Screen key={player.id} player={player} name={labelOf(player, players)} selected={player.id === selected} onSelect={() => { onSelect(player.id); }} />
      ))}
    </div>
  );
}

function Screen({ player, name, selected, onSelect }: { player: Player; name: string; selected: boolean; onSelect: () => void }) {
  const { state } = player;
  const idle = deviceOf(player) ?? "Nothing plays";
  const does = !state || state.state === "idle" ? idle : (state.title ?? "Playing");
  return (
    <button
      type="button"
      role="tab"
      aria-selected={selected}
      onClick={onSelect}
      className={`flex w-52 shrink-0 items-center gap-3 rounded-xl px-4 py-3 text-left transition ${selected ? "bg-raised ring-2 ring-accent" : "bg-surface ring-1 ring-line hover:bg-raised"}`}
    >
      <PlayerIcon kind={player.kind} className={`size-6 ${state && state.state !== "idle" ? "text-accent" : "text-soft"}`} />
      <span className="min-w-0">
        <span className="block truncate text-sm font-semibold">{name}</span>
        <span className="block truncate text-xs text-soft">{does}</span>
      </span>
    </button>
  );
}
