import { Progress } from "@base-ui/react/progress";
import { LoaderCircle } from "lucide-react";
import type { Library } from "@/lib/api";

/** How far a library's scan is; nothing when none runs and the last one ended well. */
export function ScanStatus({ library }: { library: Library }) {
  const { scan } = library;
  if (!scan) return library.online ? null : <p className="text-sm text-soft">Waiting for its scanner …</p>;
  if (scan.state === "failed" && scan.error) return <p className="text-sm text-danger">{scan.error}</p>;
  if (scan.state !== "running") return null;
  return (
    <Progress.Root value={scan.found ? scan.done : null} max={Math.max(scan.found, 1)} className="flex w-full max-w-md flex-col gap-1.5" aria-label={`Scanning ${library.name}`}>
      <span className="flex items-center gap-2 text-sm text-soft">
        <LoaderCircle className="size-4 animate-spin text-accent" aria-hidden />
        Scanning {scan.found > 0 && `${String(scan.done)} of ${String(scan.found)}`}
      </span>
      <Progress.Track className="h-1 overflow-hidden rounded-full bg-raised">
        <Progress.Indicator className="h-full bg-accent transition-all" />
      </Progress.Track>
      <span className="truncate text-xs text-soft">{scan.current ?? " "}</span>
    </Progress.Root>
  );
}
