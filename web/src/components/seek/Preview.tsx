import { useQuery } from "@tanstack/react-query";
import { base, client, unwrap } from "@/lib/api";
import { clock } from "@/lib/format";

interface Props {
  of: ThumbnailSource | undefined;
  time: number;
  /** The position on the bar, from 0 to 1. */
  place: number;
  chapter: string | undefined;
}

/** Where thumbnails come from: a stream session of this page, or what plays on another player. */
export type ThumbnailSource = { stream: string } | { player: number; item: number | null };

/** Thumbnails are made during playback; the player asks again until all of them are available. */
const REFETCH_MS = 4000;

/** The thumbnail (if available), time and chapter at the pointer position. */
export function Preview({ of, time, place, chapter }: Props) {
  const { data } = useQuery({
    queryKey: ["trickplay", of],
    queryFn: () =>
      unwrap(
        of && "player" in of
          ? client.GET("/api/v1/player/{player_id}/trickplay", { params: { path: { player_id: of.player } } })
          : client.GET("/api/v1/stream-session/{key}/trickplay", { params: { path: { key: of?.stream ?? "" } } }),
      ),
    enabled: of !== undefined,
    retry: false,
    refetchInterval: (query) => {
      const found = query.state.data;
      return found && found.ready.length >= found.sheets ? false : REFETCH_MS;
    },
  });
  const each = data ? data.columns * data.rows : 1;
  const file = data?.files.findLast((other) => other.start <= time);
  const number = data && file ? Math.min(Math.floor((time - file.start) / data.interval), file.count - 1) : 0;
  const sheet = (file?.sheet ?? 0) + Math.floor(number / each);
  const width = data?.width ?? 160;
  const left = `clamp(${String(width / 2)}px, ${String(place * 100)}%, calc(100% - ${String(width / 2)}px))`;
  return (
    <div className="pointer-events-none absolute bottom-full mb-2 -translate-x-1/2 text-center" style={{ left }}>
      {data?.ready.includes(sheet) && (
        <div
          data-testid="preview"
          className="mx-auto overflow-hidden rounded-lg shadow-2xl ring-1 ring-white/25"
          style={{
            width: data.width,
            height: data.height,
            backgroundImage: `url(${base}${of && "player" in of ? `/api/v1/player/${String(of.player)}` : `/api/v1/stream-session/${of?.stream ?? ""}`}/trickplay/${String(sheet)}.jpg)`,
            backgroundPosition: `-${String((number % data.columns) * data.width)}px -${String(Math.floor((number % each) / data.columns) * data.height)}px`,
          }}
        />
      )}
      <p className="mt-1 inline-block max-w-60 truncate rounded bg-black/75 px-2 py-0.5 text-xs text-white tabular-nums">
        {clock(time)}
        {chapter && ` · ${chapter}`}
      </p>
    </div>
  );
}
