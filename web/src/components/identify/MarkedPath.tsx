import type { ReviewedFile } from "@/lib/api";

const names: Record<string, string> = {
  title: "title",
  year: "year",
  season: "season",
  episodes: "episode",
  date: "air date",
  episode_title: "episode's name",
};

/** A file's path, with what was read from it marked: which characters are the title, the year, the number. */
export function MarkedPath({ file }: { file: ReviewedFile }) {
  const signs = [...file.path]; // places count characters, as the server does, not UTF-16 units
  const spans = [...(file.guess?.spans ?? [])].sort((one, other) => one.start - other.start || other.end - one.end);
  const parts: { text: string; name?: string }[] = [];
  let place = 0;
  for (const { field, start, end } of spans) {
    if (start < place || end <= start) continue;
    parts.push({ text: signs.slice(place, start).join("") }, { text: signs.slice(start, end).join(""), name: field });
    place = end;
  }
  parts.push({ text: signs.slice(place).join("") });
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
