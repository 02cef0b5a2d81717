import { client, unwrap, type Season } from "@/lib/api";
import { EditItem, type EditedField } from "./EditItem";

const FIELDS: readonly EditedField[] = [
  { name: "title", label: "Title" },
  { name: "overview", label: "Overview", rows: 5 },
];

/** Edits a season. */
export function EditSeason({ season }: { season: Season }) {
  return (
    <EditItem
      title={season.title}
      fields={FIELDS}
      from={season}
      shown={(name) => (name === "title" ? season.title : (season.overview ?? ""))}
      change={(texts, unlock) =>
        unwrap(client.PATCH("/api/v1/season/{season_id}", { params: { path: { season_id: season.id } }, body: { ...texts, unlock } }))
      }
      queries={[["season", season.id], ["media", season.tv_id]]}
    />
  );
}
