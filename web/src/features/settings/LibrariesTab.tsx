import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, Images, KeyRound, Pencil, Plus, RefreshCw, Trash2, Wrench } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { AddLibrary } from "@/components/AddLibrary";
import { Button, IconButton } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { FolderLine } from "@/components/folders/FolderPath";
import { Menu, MenuItem, MenuLink } from "@/components/Menu";
import { Confirm, Modal } from "@/components/Modal";
import { ScanStatus } from "@/components/ScanStatus";
import { NeedsReview } from "@/components/NeedsReview";
import { ListSkeleton } from "@/components/skeletons";
import { choosesFolders, client, isFatal, unwrap, type Library } from "@/lib/api";
import { count } from "@/lib/format";
import { librariesQuery, meQuery } from "@/lib/queries";
import { EditLibrary } from "./EditLibrary";
import { ScannerTokens } from "./ScannerTokens";

/** Libraries: add, rename, scan, remove; the progress of scans, and the files that need review. */
export function LibrariesTab() {
  const { data: libraries, error, refetch } = useQuery(librariesQuery);
  const { data: me } = useQuery(meQuery);
  const [adding, setAdding] = useState(false);
  if (isFatal(error, libraries)) return <Failure error={error} retry={() => void refetch()} />;
  if (!libraries) return <ListSkeleton />;
  return (
    <div className="flex flex-col gap-4">
      {libraries.map((library) => (
        <LibraryEntry key={library.id} library={library} />
      ))}
      {libraries.length === 0 && <p className="text-soft">No libraries yet.</p>}
      {choosesFolders(me) && (
        <Button kind="primary" className="self-start" onClick={() => { setAdding(true); }}>
          <Plus className="size-4" aria-hidden /> Add a library
        </Button>
      )}
      <Modal open={adding} onOpenChange={setAdding} title="Add a library">
        <AddLibrary onAdded={() => { setAdding(false); }} />
      </Modal>
    </div>
  );
}

function LibraryEntry({ library }: { library: Library }) {
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<"change" | "tokens" | "remove">();
  const path = { path: { library_id: library.id } };
  const run = useMutation({
    mutationFn: (flag: "scan" | "fetch_metadata") => unwrap(client.POST("/api/v1/library/{library_id}/run", { params: path, body: { flag } })),
    onSuccess: (_, flag) => toast(flag === "scan" ? `Scanning ${library.name} …` : `Refreshing the metadata of ${library.name} …`),
    onError: (error) => toast.error(error.message),
  });
  const remove = useMutation({
    mutationFn: () => unwrap(client.DELETE("/api/v1/library/{library_id}", { params: path })),
    onSettled: () => queryClient.invalidateQueries(),
    onError: (error) => toast.error(error.message),
  });
  const facts = [count(library.titles, "title"), count(library.files, "file"), library.missing > 0 && `${String(library.missing)} missing`];
  return (
    <section className="rounded-2xl bg-surface p-5 ring-1 ring-line" aria-label={library.name}>
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg font-semibold">{library.name}</h2>
          <p className="mt-1 text-sm text-soft">{facts.filter(Boolean).join(" · ")}</p>
        </div>
        <Button className="max-sm:px-3" onClick={() => { run.mutate("scan"); }} disabled={run.isPending || library.scan?.state === "running"}>
          <RefreshCw className="size-4" aria-hidden />
          <span className="hidden sm:inline">Scan</span>
          <span className="sr-only sm:hidden">Scan</span>
        </Button>
        <Menu
          trigger={
            <IconButton label={`More for ${library.name}`}>
              <EllipsisVertical className="size-5" />
            </IconButton>
          }
        >
          <MenuLink render={<Link to="/library/$id/fix" params={{ id: String(library.id) }} />}>
            <Wrench className="size-4" /> Filter and fix
          </MenuLink>
          <MenuItem onSelect={() => { run.mutate("fetch_metadata"); }}>
            <Images className="size-4" /> Refresh metadata
          </MenuItem>
          <MenuItem onSelect={() => { setDialog("tokens"); }}>
            <KeyRound className="size-4" /> Scanner tokens
          </MenuItem>
          <MenuItem onSelect={() => { setDialog("change"); }}>
            <Pencil className="size-4" /> Edit library
          </MenuItem>
          <MenuItem onSelect={() => { setDialog("remove"); }}>
            <Trash2 className="size-4" /> Remove
          </MenuItem>
        </Menu>
      </div>
      <Folders paths={library.paths} />
      {library.watching === "polling" && (
        <p className="mt-3 text-sm text-soft">This file system does not report changes, so Dim checks for them every few seconds.</p>
      )}
      <div className="mt-4 empty:hidden">
        <ScanStatus library={library} />
      </div>
      <NeedsReview library={library} />
      <Modal open={dialog === "tokens"} onOpenChange={(open) => { setDialog(open ? "tokens" : undefined); }} title={`Scanner tokens for ${library.name}`}>
        <ScannerTokens library={library} />
      </Modal>
      <EditLibrary library={library} open={dialog === "change"} onOpenChange={(open) => { setDialog(open ? "change" : undefined); }} />
      <Confirm
        open={dialog === "remove"}
        onOpenChange={(open) => { setDialog(open ? "remove" : undefined); }}
        title={`Remove “${library.name}”?`}
        text="This removes its titles and everyone's progress from Dim. Your files are not changed."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </section>
  );
}

/** How many folders are listed before the rest is summed up. */
const listed = 3;

function Folders({ paths }: { paths: string[] }) {
  const shown = paths.length > listed + 1 ? paths.slice(0, listed) : paths;
  return (
    <ul className="mt-3 flex flex-col gap-1.5" aria-label="Folders">
      {shown.map((path) => (
        <li key={path}>
          <FolderLine path={path} />
        </li>
      ))}
      {shown.length < paths.length && <li className="pl-7 text-sm text-soft">and {count(paths.length - shown.length, "more folder")}</li>}
    </ul>
  );
}
