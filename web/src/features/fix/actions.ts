import { Ban, CircleCheck, FolderInput, RotateCcw, Search, Split, Trash2, type LucideIcon } from "lucide-react";
import type { ReviewState } from "@/lib/review";

export interface Action {
  name: "identify" | "split" | "accept" | "ignore" | "release" | "forget" | "move" | "scan";
  label: string;
  icon: LucideIcon;
}

const identify: Action = { name: "identify", label: "Identify", icon: Search };
const accept: Action = { name: "accept", label: "Accept", icon: CircleCheck };
const ignore: Action = { name: "ignore", label: "Ignore", icon: Ban };
const move: Action = { name: "move", label: "Move to another library", icon: FolderInput };
const split: Action = { name: "split", label: "Split off as its own title", icon: Split };
const release: Action = { name: "release", label: "Restore", icon: RotateCcw };
const forget: Action = { name: "forget", label: "Forget", icon: Trash2 };
const scan: Action = { name: "scan", label: "Scan again", icon: RotateCcw };

/** The actions for files of a state in a library of a type, the most likely first. The files of launchers are only read again. */
export function actionsFor(state: ReviewState, type: string): Action[] {
  const movies = type === "movie";
  if (!movies && type !== "show") return [scan];
  switch (state) {
    case "unidentified":
      return [identify, ignore, move];
    case "doubtful":
      return [identify, accept, ...(movies ? [split] : []), ignore, move];
    case "missing":
      return [forget];
    case "failed":
      return [scan, ignore];
    case "extras":
      return [identify, ...(movies ? [split] : []), ignore, move];
    case "ignored":
      return [release, identify];
  }
}
