import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { folderError, isFolderError } from "@/components/folders/errors";
import { FolderList } from "@/components/folders/FolderList";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { Modal, useHasChanges } from "@/components/Modal";
import { Locale } from "@/components/providers/Locale";
import { SourceList } from "@/components/providers/SourceList";
import { StickyActions } from "@/components/StickyActions";
import { Switch } from "@/components/Switch";
import { choosesFolders, client, unwrap, type Library } from "@/lib/api";
import { isGames } from "@/lib/games";
import { titleKind } from "@/lib/sources";
import { meQuery } from "@/lib/queries";
import { GameAccounts } from "./GameAccounts";

interface Props {
  library: Library;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The dialog that changes a library's name, folders and metadata, with one request. */
export function EditLibrary({ library, open, onOpenChange }: Props) {
  return (
    <Modal open={open} onOpenChange={onOpenChange} title="Edit library">
      <Form library={library} onSaved={() => { onOpenChange(false); }} />
    </Modal>
  );
}

/** What is changed of where a library's metadata comes from. */
interface About {
  providers?: string[];
  language?: string;
  country?: string;
  write_back?: boolean;
}

function Form({ library, onSaved }: { library: Library; onSaved: () => void }) {
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const [before] = useState(library.paths); // as it was when the dialog opened
  const [added, setAdded] = useState<string[]>([]);
  const [removed, setRemoved] = useState<string[]>([]);
  const paths = [...before.filter((path) => !removed.includes(path)), ...added];
  const [about, setAbout] = useState<About>({});
  useHasChanges(added.length + removed.length > 0 || Object.keys(about).length > 0);
  const save = useMutation({
    mutationFn: (name: string) =>
      unwrap(
        client.PATCH("/api/v1/library/{library_id}", {
          params: { path: { library_id: library.id } },
          body: { name, ...about, ...(added.length + removed.length > 0 && { paths }) },
        }),
      ),
    onSuccess: async () => {
      onSaved();
      await queryClient.invalidateQueries({ queryKey: ["libraries"] });
    },
  });
  const folder = (path: string, state: "kept" | "added") => ({ path, state, error: folderError(save.error, paths.indexOf(path)) });
  const without = (list: string[], path: string) => list.filter((other) => other !== path);
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget).get("name") as string);
      }}
    >
      <Field label="Name" name="name" defaultValue={library.name} required maxLength={100} error={fieldError(save.error, "name")} />
      {choosesFolders(me) && (
        <FolderList
          folders={[
            ...before.map((path) => (removed.includes(path) ? { path, state: "removed" as const } : folder(path, "kept"))),
            ...added.map((path) => folder(path, "added")),
          ]}
          onAdd={(path) => {
            save.reset();
            if (removed.includes(path)) setRemoved(without(removed, path));
            else setAdded([...added, path]);
          }}
          onRemove={(path) => {
            save.reset();
            if (added.includes(path)) setAdded(without(added, path));
            else setRemoved([...removed, path]);
          }}
          onKeep={(path) => {
            save.reset();
            setRemoved(without(removed, path));
          }}
          hint={before.length === 1 && paths.length === 1 ? "If the files are in another folder now, add it, then remove this one. Titles and progress are kept." : ""}
        />
      )}
      {isGames(library.type) && <GameAccounts libraryId={library.id} />}
      <SourceList kind={titleKind(library.type)} value={about.providers ?? library.providers} onChange={(providers) => { setAbout({ ...about, providers }); }} />
      <Locale language={about.language ?? library.language} country={about.country ?? library.country} onChange={(change) => { setAbout({ ...about, ...change }); }} />
      {!isGames(library.type) && (
        <div className="flex items-center gap-3">
          <Switch label="Write NFO files and artwork" checked={about.write_back ?? library.write_back} onChange={(write_back) => { setAbout({ ...about, write_back }); }} />
          <div className="text-sm">
            <p className="font-medium">Write NFO files and artwork beside the videos</p>
            <p className="text-soft">So that Kodi and others know what you know: for all titles within minutes, then whenever something changes. Files that you locked are never touched.</p>
          </div>
        </div>
      )}
      {!isFolderError(save.error) && <FormProblem error={save.error} fields={["name"]} />}
      <StickyActions>
        <Button type="submit" kind="primary" large className="w-full" disabled={save.isPending}>
          Save
        </Button>
      </StickyActions>
    </form>
  );
}
