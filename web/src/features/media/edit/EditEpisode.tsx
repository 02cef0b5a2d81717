import { client, unwrap, type Episode } from "@/lib/api";
import { EditItem, type EditedField } from "./EditItem";

const FIELDS: readonly EditedField[] = [
  { name: "title", label: "Title" },
  { name: "air_date", label: "Air date", type: "date" },
  { name: "overview", label: "Overview", rows: 5 },
];

/** Edits an episode. */
export function EditEpisode({ episode, name }: { episode: Episode; name: string }) {
  const values: Record<string, string | null | undefined> = { title: episode.episode_title, air_date: episode.air_date, overview: episode.overview };
  return (
    <EditItem
      title={name}
      fields={FIELDS}
      from={episode}
      shown={(field) => values[field] ?? ""}
      change={(texts, unlock) =>
        unwrap(
          client.PATCH("/api/v1/episode/{episode_id}", {
            params: { path: { episode_id: episode.id } },
            body: { ...Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, text.trim() || null])), unlock },
          }),
        )
      }
      queries={[["episode", episode.id], ["season", episode.season_id]]}
    />
  );
}
