import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { EllipsisVertical, Search, Split } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/Button";
import { asReviewed, IdentifyDialog } from "@/components/identify/IdentifyDialog";
import { Menu, MenuItem } from "@/components/Menu";
import { manages, type Media, type MediaFile } from "@/lib/api";
import { librariesQuery, meQuery } from "@/lib/queries";
import { countVersions, FileFacts, filesHeading, PlayVersion } from "./FileFacts";

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
  const versions = countVersions(files);
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{filesHeading(files)}</h2>
      <ul className="flex flex-col gap-2">
        {files.map((file) => (
          <li key={file.id} className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl bg-surface p-4">
            <FileFacts file={file} otherwise="Movie" withFolder={severalFolders} />
            {versions > 1 && file.id === file.version && <PlayVersion itemId={media.id} file={file} />}
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
