import { client, unwrap, type Media } from "@/lib/api";
import { EditItem, type EditedField } from "./EditItem";

const FIELDS: readonly EditedField[] = [
  { name: "title", label: "Title", required: true },
  { name: "original_title", label: "Original title" },
  { name: "year", label: "Year" },
  { name: "tagline", label: "Tagline" },
  { name: "genres", label: "Genres", hint: "Separated by commas." },
  { name: "certification", label: "Certification", hint: "Such as PG-13, FSK 12 or 16. Decides what children can see." },
  { name: "rating", label: "Rating", hint: "From 0 to 10." },
  { name: "overview", label: "Overview", rows: 5 },
];

const GAME_FIELDS = FIELDS.map((field) => (field.name === "certification" ? { ...field, hint: "Such as PEGI 16, USK 12 or 16. Decides what children can see." } : field));

/** Edits a movie, a show or a game. */
export function EditMedia({ media }: { media: Media }) {
  const values: Record<string, unknown> = { ...media };
  return (
    <EditItem
      title={media.title}
      fields={media.kind === "game" ? GAME_FIELDS : FIELDS}
      from={media}
      shown={(name) => {
        const value = values[name];
        return Array.isArray(value) ? value.join(", ") : typeof value === "string" || typeof value === "number" ? String(value) : "";
      }}
      change={(texts, unlock) => {
        const body = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseField(name, text)]));
        return unwrap(client.PATCH("/api/v1/media/{media_id}", { params: { path: { media_id: media.id } }, body: { ...body, unlock } }));
      }}
      queries={[["media", media.id]]}
    />
  );
}

/** A field's text as the value that the server takes. */
export function parseField(name: string, text: string): string | number | string[] | null {
  if (name === "genres") return text.split(",").map((part) => part.trim()).filter(Boolean);
  if (text.trim() === "") return null;
  return (name === "year" || name === "rating") && !Number.isNaN(Number(text)) ? Number(text) : text;
}
