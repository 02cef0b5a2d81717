import { useQuery } from "@tanstack/react-query";
import { ChevronUp, Folder, HardDrive } from "lucide-react";
import { foldersQuery } from "@/lib/queries";
import { IconButton } from "./Button";
import { FolderPath } from "./folders/FolderPath";

interface Props {
  path: string;
  onChange: (path: string) => void;
}

/** Chooses a folder on the server. */
export function FolderPicker({ path, onChange }: Props) {
  const { data, error, isPending } = useQuery(foldersQuery(path));
  const row = "flex w-full items-center gap-3 rounded-lg px-3 py-2 text-left text-sm hover:bg-raised";
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <div className="flex items-center gap-2 border-b border-line bg-raised/50 p-2">
        <IconButton
          label="Parent folder"
          disabled={!data?.parent}
          onClick={() => { if (data?.parent) onChange(data.parent); }}
        >
          <ChevronUp className="size-5" />
        </IconButton>
        <output className="min-w-0 flex-1 text-sm">
          <FolderPath path={data?.path ?? path} />
        </output>
      </div>
      <div className="flex no-scrollbar gap-1 overflow-x-auto border-b border-line p-2">
        {data?.places.map((place) => (
          <button
            key={place.path}
            type="button"
            onClick={() => { onChange(place.path); }}
            className="flex shrink-0 items-center gap-1.5 rounded-md bg-raised px-2 py-1 text-xs text-soft hover:text-ink"
          >
            <HardDrive className="size-3.5" aria-hidden /> {place.name}
          </button>
        ))}
      </div>
      <ul className="h-48 overflow-y-auto p-1" aria-label="Folders">
        {isPending && Array.from({ length: 4 }, (_, index) => <li key={index} className="m-2 h-6 skeleton rounded" />)}
        {error && (
          <li role="alert" className="p-3 text-sm text-danger">
            {error.message}
          </li>
        )}
        {data?.folders.map((folder) => (
          <li key={folder.path}>
            <button type="button" className={row} onClick={() => { onChange(folder.path); }}>
              <Folder className="size-4 shrink-0 text-accent" aria-hidden />
              <span className="truncate">{folder.name}</span>
            </button>
          </li>
        ))}
        {data?.folders.length === 0 && <li className="p-3 text-sm text-soft">No subfolders.</li>}
      </ul>
    </div>
  );
}
