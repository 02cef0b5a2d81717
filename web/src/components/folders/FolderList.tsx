import { Folder, FolderMinus, FolderPlus, Undo2 } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "../Button";
import { AddFolder } from "./AddFolder";
import { FolderPath } from "./FolderPath";

/** A folder of a library in a form: kept, or until it is saved, added or removed. */
export interface ListedFolder {
  path: string;
  state: "kept" | "added" | "removed";
  error?: string | undefined;
}

interface Props {
  folders: ListedFolder[];
  onAdd: (path: string) => void;
  /** Removes a folder that was added, marks another one as removed. */
  onRemove: (path: string) => void;
  onKeep?: (path: string) => void;
  hint?: string;
}

/** The most folders of a library. */
const most = 50;

/** The folders of a library, each with its path and its error; adds and removes folders. */
export function FolderList({ folders, onAdd, onRemove, onKeep, hint }: Props) {
  const [adding, setAdding] = useState(false);
  const label = useId();
  const left = folders.filter((folder) => folder.state !== "removed");
  return (
    <div className="flex flex-col gap-1.5">
      <p id={label} className="text-sm font-medium">
        Folders
      </p>
      <ul aria-labelledby={label} className="divide-y divide-line overflow-hidden rounded-lg border border-line">
        {folders.map((folder) => (
          <li key={folder.path} className="p-1 pl-3">
            <Entry folder={folder} last={left.length === 1} onRemove={() => { onRemove(folder.path); }} onKeep={() => onKeep?.(folder.path)} />
          </li>
        ))}
        <li className="p-1">
          <Button kind="quiet" className="w-full justify-start gap-3! px-2!" disabled={left.length >= most} onClick={() => { setAdding(true); }}>
            <FolderPlus className="size-4 text-accent" aria-hidden /> Add folder
          </Button>
        </li>
      </ul>
      {hint && <p className="text-sm text-soft">{hint}</p>}
      <AddFolder open={adding} onOpenChange={setAdding} listed={left.map((folder) => folder.path)} onAdd={onAdd} />
    </div>
  );
}

interface EntryProps {
  folder: ListedFolder;
  /** It is the only folder, which cannot be removed. */
  last: boolean;
  onRemove: () => void;
  onKeep: () => void;
}

function Entry({ folder, last, onRemove, onKeep }: EntryProps) {
  const removed = folder.state === "removed";
  const Icon = removed ? FolderMinus : Folder;
  return (
    <>
      <div className="flex items-center gap-3">
        <Icon className={`size-4 shrink-0 ${removed ? "text-soft" : "text-accent"}`} aria-hidden />
        <div className="min-w-0 flex-1 py-2 text-sm">
          <FolderPath path={folder.path} className={removed ? "line-through" : ""} />
          {folder.state === "added" && <span className="ml-2 rounded bg-accent/15 px-1.5 py-0.5 text-xs font-medium whitespace-nowrap text-accent">New</span>}
        </div>
        {removed ? (
          <Button kind="quiet" className="shrink-0 px-3!" onClick={onKeep}>
            <Undo2 className="size-4" aria-hidden /> Keep<span className="sr-only"> {folder.path}</span>
          </Button>
        ) : (
          <Button kind="quiet" className="shrink-0 px-3!" disabled={last} title={last ? "A library has at least one folder." : undefined} onClick={onRemove}>
            Remove<span className="sr-only"> {folder.path}</span>
          </Button>
        )}
      </div>
      {removed && (
        <p className="pr-3 pb-2 pl-7 text-sm text-soft">
          Its titles disappear from Dim, unless another folder has them. The files stay on the disk. If you add the folder again, titles and
          progress come back.
        </p>
      )}
      {folder.error && !removed && (
        <p role="alert" className="pr-3 pb-2 pl-7 text-sm text-danger">
          {folder.error}
        </p>
      )}
    </>
  );
}
