import { useQuery } from "@tanstack/react-query";
import { Check, Gamepad2 } from "lucide-react";
import { gameLibraries, isGames, launchersQuery, type GameLibrary } from "@/lib/games";
import { Select } from "../Select";
import { FolderPath } from "./FolderPath";

interface Props {
  type: GameLibrary;
  path: string;
  onType: (type: GameLibrary) => void;
  onChange: (type: GameLibrary, path: string) => void;
}

const kinds: Record<string, string> = { flatpak: "Flatpak", snap: "Snap", deck: "Steam Deck", macos: "macOS", windows: "on a Windows disk" };

/** What to look for in the folder, for people who choose it themselves. */
const hints: Record<GameLibrary, string> = {
  steam: "The folder with “steamapps” in it.",
  heroic: "Heroic's settings folder, or Legendary's own.",
  lutris: "The folder with “pga.db” in it.",
  gog: "The folder of GOG Galaxy, or one with games from GOG in it.",
  itch: "The folder with “db/butler.db” in it.",
  rom: "The folder with a folder for each platform in it: “snes”, “psx” …",
};

/** The launchers that were found on the server, to choose one; and the type of one that was not found. */
export function Launchers({ type, path, onType, onChange }: Props) {
  const { data, isPending } = useQuery(launchersQuery);
  const found = (data ?? []).flatMap((launcher) => (isGames(launcher.type) ? [{ ...launcher, type: launcher.type }] : []));
  return (
    <div className="flex flex-col gap-5">
      {isPending && <div className="h-14 skeleton rounded-xl" aria-hidden />}
      {found.length > 0 && (
        <div>
          <p className="mb-1.5 text-sm font-medium">Found on this server</p>
          <ul className="flex flex-col gap-2">
            {found.map((launcher) => (
              <li key={`${launcher.type} ${launcher.path}`}>
                <button
                  type="button"
                  aria-pressed={path === launcher.path && type === launcher.type}
                  onClick={() => { onChange(launcher.type, launcher.path); }}
                  className="group flex w-full items-center gap-3 rounded-xl border border-line px-4 py-3 text-left text-sm aria-pressed:border-accent aria-pressed:bg-accent/10"
                >
                  <Gamepad2 className="size-5 shrink-0 text-accent" aria-hidden />
                  <span className="min-w-0 flex-1">
                    <span className="font-medium">{[gameLibraries[launcher.type], kinds[launcher.kind]].filter(Boolean).join(", ")}</span>
                    <span className="block text-soft">
                      <FolderPath path={launcher.path} />
                    </span>
                  </span>
                  <Check className="size-4 shrink-0 text-accent opacity-0 group-aria-pressed:opacity-100" aria-hidden />
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Select
        label="Launcher"
        value={type}
        onChange={onType}
        options={(Object.keys(gameLibraries) as GameLibrary[]).map((value) => ({ value, label: gameLibraries[value] }))}
        hint={hints[type]}
      />
    </div>
  );
}
