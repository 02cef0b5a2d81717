import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Clapperboard, FolderPlus, Gamepad2, Tv } from "lucide-react";
import { useState } from "react";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { client, unwrap } from "@/lib/api";
import { foldersQuery, providersQuery } from "@/lib/queries";
import { isGames, type GameLibrary } from "@/lib/games";
import { asksNetwork, DEFAULT_SOURCES, GAME_SOURCES, sourcesOf, titleKind } from "@/lib/sources";
import { Button } from "./Button";
import { Field } from "./Field";
import { AddFolder } from "./folders/AddFolder";
import { folderError, isFolderError } from "./folders/errors";
import { FolderList } from "./folders/FolderList";
import { FolderPicker } from "./FolderPicker";
import { fieldError, FormProblem } from "./FormProblem";
import { StickyActions } from "./StickyActions";
import { useHasChanges } from "./Modal";
import { Launchers } from "./folders/Launchers";
import { Locale } from "./providers/Locale";
import { SourceList } from "./providers/SourceList";

type Kind = "movie" | "show" | GameLibrary;

const kinds = [
  { value: "movie", label: "Movies", icon: Clapperboard },
  { value: "show", label: "Shows", icon: Tv },
  { value: "games", label: "Games", icon: Gamepad2 },
] as const;

/** The form for a new library: type, folders, name, and where its metadata comes from. A single folder is chosen in the form, others in a dialog. */
export function AddLibrary({ onAdded }: { onAdded: (id: number) => void }) {
  const queryClient = useQueryClient();
  const [kind, setKind] = useState<Kind>("movie");
  const [paths, setPaths] = useState([""]); // "" is the server's home folder
  const [name, setName] = useState("");
  const [ofVideos, setOfVideos] = useState(DEFAULT_SOURCES);
  const [ofGames, setOfGames] = useState(GAME_SOURCES);
  const [sources, setSources] = isGames(kind) ? [ofGames, setOfGames] : [ofVideos, setOfVideos];
  const [locale, setLocale] = useState({ language: "en", country: "US" });
  const { data: providers } = useQuery(providersQuery);
  useHasChanges(paths.length > 1 || paths[0] !== "" || ofVideos !== DEFAULT_SOURCES || ofGames !== GAME_SOURCES);
  const shownName = name || (isGames(kind) ? "Games" : kind === "movie" ? "Movies" : "Shows");
  const full = async (path: string) => path || (await queryClient.ensureQueryData(foldersQuery(path))).path;
  const add = useMutation({
    mutationFn: async () => {
      const folders = await Promise.all(paths.map(full));
      const known = sourcesOf(sources, providers ?? [], titleKind(kind)).filter((one) => one.isOn).map((one) => one.name);
      return unwrap(
        client.POST("/api/v1/library", {
          body: { name: shownName, paths: folders, type: kind, scanner: "builtin", ...(providers && { providers: known }), ...locale },
        }),
      );
    },
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ["libraries"] });
      onAdded(id);
    },
  });
  const change = (next: string[]) => {
    setPaths(next);
    add.reset(); // its error is about the folders of before
  };
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <div>
        <p id="kind-label" className="mb-1.5 text-sm font-medium">
          Type
        </p>
        <RadioGroup aria-labelledby="kind-label" value={isGames(kind) ? "games" : kind} onValueChange={(value) => { setKind(value === "games" ? "steam" : (value as Kind)); }} className="grid grid-cols-2 gap-3 sm:grid-cols-3">
          {kinds.map(({ value, label, icon: Icon }) => (
            <Radio.Root
              key={value}
              value={value}
              aria-label={label}
              className="flex cursor-pointer items-center gap-3 rounded-xl border border-line p-4 font-medium data-[checked]:border-accent data-[checked]:bg-accent/10"
            >
              <Icon className="size-5 text-accent" aria-hidden /> {label}
            </Radio.Root>
          ))}
        </RadioGroup>
      </div>
      {isGames(kind) && (
        <Launchers
          type={kind}
          path={paths[0] ?? ""}
          onType={(type) => { setKind(type); change([""]); }}
          onChange={(type, path) => { setKind(type); change([path]); }}
        />
      )}
      {paths.length === 1 ? (
        <OneFolder
          path={paths[0] ?? ""}
          error={folderError(add.error, 0)}
          onChange={(path) => { change([path]); }}
          onAdd={async (path) => { change([...new Set([await full(paths[0] ?? ""), path])]); }}
        />
      ) : (
        <FolderList
          folders={paths.map((path, position) => ({ path, state: "kept", error: folderError(add.error, position) }))}
          onAdd={(path) => { change([...paths, path]); }}
          onRemove={(path) => { change(paths.filter((other) => other !== path)); }}
        />
      )}
      <Field
        label="Name"
        name="name"
        value={name}
        placeholder={shownName}
        maxLength={100}
        onChange={(event) => { setName(event.currentTarget.value); }}
        error={fieldError(add.error, "name")}
      />
      <SourceList kind={titleKind(kind)} value={sources} onChange={setSources} />
      {asksNetwork(sources, providers ?? []) && <Locale {...locale} onChange={(change) => { setLocale({ ...locale, ...change }); }} />}
      {!isFolderError(add.error) && <FormProblem error={add.error} fields={["name"]} />}
      <StickyActions>
        <Button type="submit" kind="primary" large className="w-full" disabled={add.isPending}>
          Add library
        </Button>
      </StickyActions>
    </form>
  );
}

interface OneFolderProps {
  path: string;
  error: string | undefined;
  onChange: (path: string) => void;
  onAdd: (path: string) => Promise<void>;
}

/** The picker of a library's only folder, and a way to add another one. */
function OneFolder({ path, error, onChange, onAdd }: OneFolderProps) {
  const [adding, setAdding] = useState(false);
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">Folder</p>
      <FolderPicker path={path} onChange={onChange} />
      {error && (
        <p role="alert" className="mt-1.5 text-sm text-danger">
          {error}
        </p>
      )}
      <Button kind="quiet" className="mt-1.5 px-2!" onClick={() => { setAdding(true); }}>
        <FolderPlus className="size-4" aria-hidden /> Add another folder
      </Button>
      <AddFolder open={adding} onOpenChange={setAdding} listed={[path]} onAdd={(other) => void onAdd(other)} />
    </div>
  );
}
