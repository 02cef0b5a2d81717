import { useQuery } from "@tanstack/react-query";
import { librariesQuery, meQuery } from "@/lib/queries";
import { Checkbox } from "./Checkbox";

/** The libraries that are shared with a user; null means all, which only someone who sees all can give. */
export function LibraryCheckboxes({ shared, onChange }: { shared: number[] | null; onChange: (shared: number[] | null) => void }) {
  const { data: libraries } = useQuery(librariesQuery);
  const { data: me } = useQuery(meQuery);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Shared libraries</legend>
      {me?.libraries === null && (
        <Checkbox label="All, including future libraries" checked={shared === null} onChange={(all) => { onChange(all ? null : []); }} />
      )}
      {shared !== null &&
        libraries?.map((library) => (
          <Checkbox
            key={library.id}
            label={library.name}
            checked={shared.includes(library.id)}
            onChange={(on) => { onChange(on ? [...shared, library.id] : shared.filter((id) => id !== library.id)); }}
          />
        ))}
    </fieldset>
  );
}
