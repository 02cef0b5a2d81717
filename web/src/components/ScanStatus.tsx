import { Progress } from "@base-ui/react/progress";
import { useMutation, useQuery } from "@tanstack/react-query";
import { LoaderCircle, Square } from "lucide-react";
import { toast } from "@/lib/toast";
import { client, manages, unwrap, type Library } from "@/lib/api";
import { length } from "@/lib/format";
import { meQuery } from "@/lib/queries";
import { IconButton } from "./Button";

/** "Scanning 120 of 4,000 · 310 files/s · 13 s left · 2 failed". */
export function progress(scan: { found: number; done: number; failed: number; elapsed: number }): string {
  if (scan.found === 0) return "Scanning";
  const said = [`Scanning ${scan.done.toLocaleString("en")} of ${scan.found.toLocaleString("en")}`];
  const rate = scan.done / Math.max(scan.elapsed, 0.001);
  if (scan.elapsed > 1 && rate > 0) {
    said.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString("en")} files/s`);
    if (scan.done < scan.found) said.push(`${length(Math.max(1, (scan.found - scan.done) / rate))} left`);
  }
  if (scan.failed > 0) said.push(`${String(scan.failed)} failed`);
  return said.join(" · ");
}

/** The progress of a library's scan; nothing if no scan runs and the last one succeeded. */
export function ScanStatus({ library }: { library: Library }) {
  const { scan } = library;
  const { data: me } = useQuery(meQuery);
  const stop = useMutation({
    mutationFn: (run_id: number) =>
      unwrap(client.DELETE("/api/v1/library/{library_id}/run/{run_id}", { params: { path: { library_id: library.id, run_id } } })),
    onError: (error) => toast.error(error.message),
  });
  if (!scan) return library.online ? null : <p className="text-sm text-soft">Waiting for the scanner …</p>;
  if (scan.state === "failed" && scan.error) return <p className="text-sm text-danger">{scan.error}</p>;
  if (scan.state === "stopped" && scan.done < scan.found)
    return (
      <p className="text-sm text-soft">
        Stopped at {scan.done.toLocaleString("en")} of {scan.found.toLocaleString("en")} files. The next scan continues from there.
      </p>
    );
  if (scan.state !== "running") return null;
  return (
    <div className="flex max-w-md items-start gap-3">
      <Progress.Root
        value={scan.found ? scan.done : null}
        max={Math.max(scan.found, 1)}
        className="flex min-w-0 flex-1 flex-col gap-1.5"
        aria-label={`Scanning ${library.name}`}
      >
        <span className="flex items-center gap-2 text-sm text-soft">
          <LoaderCircle className="size-4 animate-spin text-accent" aria-hidden />
          {progress(scan)}
        </span>
        <Progress.Track className="h-1 overflow-hidden rounded-full bg-raised">
          <Progress.Indicator className="h-full bg-accent transition-all" />
        </Progress.Track>
        <span className="truncate text-xs text-soft">{scan.current ?? "\u00a0"}</span>
      </Progress.Root>
      {manages(me) && (
        <IconButton label={`Stop scanning ${library.name}`} disabled={stop.isPending} onClick={() => { stop.mutate(scan.id); }}>
          <Square className="size-4" />
        </IconButton>
      )}
    </div>
  );
}
