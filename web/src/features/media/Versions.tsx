import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { EllipsisVertical, Play, Search, Split } from "lucide-react";
import { useState } from "react";
import { buttonClass, IconButton } from "@/components/Button";
import { FolderLine } from "@/components/folders/FolderPath";
import { asReviewed, IdentifyDialog } from "@/components/identify/IdentifyDialog";
import { Menu, MenuItem } from "@/components/Menu";
import { manages, type Media, type MediaFile } from "@/lib/api";
import { length, size } from "@/lib/format";
import { describe } from "@/lib/streams";
import { librariesQuery, meQuery } from "@/lib/queries";

/** The files of the first version of a movie: one, or several parts. */
export function firstVersion(media: Media): MediaFile[] {
  return media.files.filter((file) => file.version === media.files[0]?.version);
}

/** The files of a movie, with a play button for each if there are several versions. */
export function Versions({ media }: { media: Media }) {
  const { files } = media;
  const { data: me } = useQuery(meQuery);
  const { data: libraries } = useQuery(librariesQuery);
  const library = libraries?.find((other) => other.id === media.library_id);
  const severalFolders = library && library.paths.length > 1; // owners and admins see them
  const navigate = useNavigate();
  const [wrong, setWrong] = useState<{ file: MediaFile; split: boolean }>();
  if (files.length === 0) return null;
  const versions = new Set(files.map((file) => file.version)).size;
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{versions > 1 ? "Versions" : files.length > 1 ? "Files" : "File"}</h2>
      <ul className="flex flex-col gap-2">
        {files.map((file) => (
          <li key={file.id} className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl bg-surface p-4">
            <div className="min-w-0 flex-1 basis-60">
              <p className="font-medium">
                {[file.part && `Part ${String(file.part)}`, file.label].filter(Boolean).join(" · ") || "Movie"}
                {file.status === "missing" && <span className="ml-2 text-sm text-danger">Missing</span>}
              </p>
              <p className="text-sm text-soft">{[describe(file), length(file.duration), size(file.size)].filter(Boolean).join(" · ")}</p>
              <p className="text-xs wrap-anywhere text-soft" title={file.folder ? `${file.folder}/${file.path}` : file.path}>
                {file.path}
              </p>
              {file.note && <p className="mt-1 text-xs text-soft">{file.note}</p>}
              {severalFolders && file.folder && <FolderLine path={file.folder} className="mt-1 text-xs" />}
            </div>
            {versions > 1 && file.id === file.version && (
              <Link
                to="/play/$id"
                params={{ id: String(media.id) }}
                search={{ file: file.id }}
                className={buttonClass()}
                aria-label={`Play ${file.label ?? "this version"}`}
              >
                <Play className="size-4 fill-current" aria-hidden /> Play
              </Link>
            )}
            {manages(me) && library && (
              <Menu
                trigger={
                  <IconButton label={`More for ${file.path}`}>
                    <EllipsisVertical className="size-5" />
                  </IconButton>
                }
              >
                <MenuItem onSelect={() => { setWrong({ file, split: false }); }}>
                  <Search className="size-4" /> Identify as another movie
                </MenuItem>
                {files.length > 1 && (
                  <MenuItem onSelect={() => { setWrong({ file, split: true }); }}>
                    <Split className="size-4" /> Split off as its own title
                  </MenuItem>
                )}
              </Menu>
            )}
          </li>
        ))}
      </ul>
      {wrong && library && (
        <IdentifyDialog
          library={library}
          files={[asReviewed(wrong.file, media)]}
          split={wrong.split}
          onClose={() => { setWrong(undefined); }}
          onDone={() => {
            setWrong(undefined);
            if (files.length === 1) void navigate({ to: "/library/$id", params: { id: String(media.library_id) } }); // the title may no longer exist
          }}
        />
      )}
    </section>
  );
}
