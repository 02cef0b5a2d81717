import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { buttonClass } from "@/components/Button";
import { FolderLine } from "@/components/folders/FolderPath";
import type { MediaFile } from "@/lib/api";
import { length, size } from "@/lib/format";
import { describe } from "@/lib/streams";

/** The heading over the files of a movie or episode. */
export function filesHeading(files: MediaFile[]): string {
  return countVersions(files) > 1 ? "Versions" : files.length > 1 ? "Files" : "File";
}

/** How many versions files make up: those of one version are played as one. */
export function countVersions(files: MediaFile[]): number {
  return new Set(files.map((file) => file.version)).size;
}

/** What a file is: its part, what tells its version from others, what is in it, and where it lies. */
export function FileFacts({ file, otherwise, withFolder = false }: { file: MediaFile; otherwise: string; withFolder?: boolean | undefined }) {
  return (
    <div className="min-w-0 flex-1 basis-60">
      <p className="font-medium">
        {[file.part && `Part ${String(file.part)}`, file.label].filter(Boolean).join(" · ") || otherwise}
        {file.status === "missing" && <span className="ml-2 text-sm text-danger">Missing</span>}
      </p>
      <p className="text-sm text-soft">{[describe(file), length(file.duration), size(file.size)].filter(Boolean).join(" · ")}</p>
      <p className="text-xs wrap-anywhere text-soft" title={file.folder ? `${file.folder}/${file.path}` : file.path}>
        {file.path}
      </p>
      {file.note && <p className="mt-1 text-xs text-soft">{file.note}</p>}
      {withFolder && file.folder && <FolderLine path={file.folder} className="mt-1 text-xs" />}
    </div>
  );
}

/** Plays the version that a file is the first one of. */
export function PlayVersion({ itemId, file }: { itemId: number; file: MediaFile }) {
  return (
    <Link
      to="/play/$id"
      params={{ id: String(itemId) }}
      search={{ file: file.id }}
      className={buttonClass()}
      aria-label={`Play ${file.label ?? "this version"}`}
    >
      <Play className="size-4 fill-current" aria-hidden /> Play
    </Link>
  );
}
