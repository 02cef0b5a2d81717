import { useQuery } from "@tanstack/react-query";
import { Check, Gamepad2 } from "lucide-react";
import { launchersQuery } from "@/lib/queries";
import { FolderPath } from "./FolderPath";

interface Props {
  /** The type of the library. */
  type: string;
  path: string;
  onChange: (path: string) => void;
}

const kinds: Record<string, string> = { native: "", flatpak: "Flatpak", snap: "Snap", deck: "Steam Deck", macos: "macOS", windows: "On a Windows disk" };

/** The folders of launchers that were found on the server, to choose one. */
export function Launchers({ type, path, onChange }: Props) {
  const { data, isPending } = useQuery(launchersQuery);
  const found = data?.filter((launcher) => launcher.type === type) ?? [];
  if (isPending) return <div className="h-14 skeleton rounded-xl" aria-hidden />;
  if (found.length === 0) return <p className="text-sm text-soft">Steam was not found on this server. Choose the folder in which it keeps its files: the one with “steamapps” in it.</p>;
  return (
    <div>
      <p className="mb-1.5 text-sm font-medium">Found on this server</p>
      <ul className="flex flex-col gap-2">
        {found.map((launcher) => (
          <li key={launcher.path}>
            <button
              type="button"
              aria-pressed={path === launcher.path}
              onClick={() => { onChange(launcher.path); }}
              className="flex w-full items-center gap-3 rounded-xl border border-line px-4 py-3 text-left text-sm aria-pressed:border-accent aria-pressed:bg-accent/10"
            >
              <Gamepad2 className="size-5 shrink-0 text-accent" aria-hidden />
              <span className="min-w-0 flex-1">
                <FolderPath path={launcher.path} />
                {kinds[launcher.kind] && <span className="text-soft">{kinds[launcher.kind]}</span>}
              </span>
              {path === launcher.path && <Check className="size-4 shrink-0 text-accent" aria-hidden />}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
