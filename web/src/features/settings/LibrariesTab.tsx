import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, Images, KeyRound, Pencil, Plus, RefreshCw, Trash2, Wrench } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { AddLibrary } from "@/components/AddLibrary";
import { Button, IconButton } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Field } from "@/components/Field";
import { Menu, MenuItem, MenuLink } from "@/components/Menu";
import { Confirm, Modal } from "@/components/Modal";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { ScanStatus } from "@/components/ScanStatus";
import { NeedsReview } from "@/components/NeedsReview";
import { client, unwrap, type Library } from "@/lib/api";
import { count } from "@/lib/format";
import { librariesQuery } from "@/lib/queries";
import { ScannerTokens } from "./ScannerTokens";

/** Libraries: add, rename, scan, remove; the progress of scans, and the files that need review. */
export function LibrariesTab() {
  const { data: libraries, error, refetch } = useQuery(librariesQuery);
  const [adding, setAdding] = useState(false);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      {libraries?.map((library) => (
        <LibraryEntry key={library.id} library={library} />
      ))}
      {libraries?.length === 0 && <p className="text-soft">No libraries yet.</p>}
      <Button kind="primary" className="self-start" onClick={() => { setAdding(true); }}>
        <Plus className="size-4" aria-hidden /> Add a library
      </Button>
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
    onSuccess: (_, flag) => toast(flag === "scan" ? `Scanning ${library.name} …` : `Looking for artwork for ${library.name} …`),
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
          <p className="truncate text-sm text-soft" title={library.path}>
            {library.path}
          </p>
          <p className="mt-1 text-sm text-soft">{facts.filter(Boolean).join(" · ")}</p>
          {library.watching === "polling" && (
            <p className="mt-1 text-sm text-soft">This file system does not report changes, so Dim checks for them every few seconds.</p>
          )}
        </div>
        <Button onClick={() => { run.mutate("scan"); }} disabled={run.isPending || library.scan?.state === "running"}>
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
            <Images className="size-4" /> Refresh artwork
          </MenuItem>
          <MenuItem onSelect={() => { setDialog("tokens"); }}>
            <KeyRound className="size-4" /> Scanner tokens
          </MenuItem>
          <MenuItem onSelect={() => { setDialog("change"); }}>
            <Pencil className="size-4" /> Edit name or folder
          </MenuItem>
          <MenuItem onSelect={() => { setDialog("remove"); }}>
            <Trash2 className="size-4" /> Remove
          </MenuItem>
        </Menu>
      </div>
      <div className="mt-4 empty:hidden">
        <ScanStatus library={library} />
      </div>
      <NeedsReview library={library} />
      <Modal open={dialog === "tokens"} onOpenChange={(open) => { setDialog(open ? "tokens" : undefined); }} title={`Scanner tokens for ${library.name}`}>
        <ScannerTokens library={library} />
      </Modal>
      <Change library={library} open={dialog === "change"} onOpenChange={(open) => { setDialog(open ? "change" : undefined); }} />
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

function Change({ library, open, onOpenChange }: { library: Library; open: boolean; onOpenChange: (open: boolean) => void }) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (form: FormData) =>
      unwrap(
        client.PATCH("/api/v1/library/{library_id}", {
          params: { path: { library_id: library.id } },
          body: { name: form.get("name") as string, path: form.get("path") as string },
        }),
      ),
    onSuccess: async () => {
      onOpenChange(false);
      await queryClient.invalidateQueries({ queryKey: ["libraries"] });
    },
  });
  return (
    <Modal open={open} onOpenChange={onOpenChange} title="Edit library">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="Name" name="name" defaultValue={library.name} required maxLength={100} error={fieldError(change.error, "name")} />
        <Field label="Folder" name="path" defaultValue={library.path} required error={fieldError(change.error, "path")} hint="Where the files are now. Their titles and progress are kept." />
        <FormProblem error={change.error} fields={["name", "path"]} />
        <Button type="submit" kind="primary" disabled={change.isPending}>
          Save
        </Button>
      </form>
    </Modal>
  );
}
