import type { ReviewedFile } from "@/lib/api";

const names: Record<string, string> = {
  title: "title",
  year: "year",
  season: "season",
  episodes: "episode",
  date: "air date",
  episode_title: "episode title",
};

/** A file's path in which the characters that were recognized as title, year or number are marked. */
export function MarkedPath({ file }: { file: ReviewedFile }) {
  const characters = [...file.path]; // the server counts code points, not UTF-16 units
  const spans = [...(file.guess?.spans ?? [])].sort((one, other) => one.start - other.start || other.end - one.end);
  const parts: { text: string; name?: string }[] = [];
  let place = 0;
  for (const { field, start, end } of spans) {
    if (start < place || end <= start) continue;
    parts.push({ text: characters.slice(place, start).join("") }, { text: characters.slice(start, end).join(""), name: field });
    place = end;
  }
  parts.push({ text: characters.slice(place).join("") });
  return (
    <p className="text-sm font-medium break-all">
      {parts.map((part, index) =>
        part.name ? (
          <mark key={index} title={`Read as the ${names[part.name] ?? part.name}`} className="rounded bg-accent/15 px-0.5 text-accent">
            {part.text}
          </mark>
        ) : (
          <span key={index}>{part.text}</span>
        ),
      )}
    </p>
  );
}
