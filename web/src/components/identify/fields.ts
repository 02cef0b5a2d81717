const names: Record<string, string> = {
  title: "title",
  titles: "title in another language",
  country: "country",
  year: "year",
  season: "season",
  episodes: "episode",
  absolute: "episode counted over all seasons",
  date: "air date",
  episode_title: "episode title",
  part: "part",
  kind: "kind of file",
  extra: "kind of extra",
};

/** What fields that a name gives are called: "season and episode". */
export function fieldNames(fields: string[]): string {
  return fields.map((field) => names[field] ?? field.replaceAll("_", " ")).join(" and ");
}
