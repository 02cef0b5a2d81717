import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, LoaderCircle, Lock, Upload } from "lucide-react";
import { useRef } from "react";
import { Button, buttonClass } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { base, client, unwrap, type ImportOutcome } from "@/lib/api";
import { count } from "@/lib/format";
import { meQuery } from "@/lib/queries";

const SECTIONS: Record<string, [one: string, many: string]> = {
  users: ["user", "users"],
  progress: ["entry of progress", "entries of progress"],
  edits: ["edited item", "edited items"],
  matches: ["chosen match", "chosen matches"],
  artwork: ["chosen image", "chosen images"],
  collections: ["collection", "collections"],
};
const SHOWN = 20;

/** Everything that people did with Dim, as one file; for the owner. */
export function ExportTab() {
  const { data: me } = useQuery(meQuery);
  if (me && me.role !== "owner") return <EmptyState icon={Lock} title="For the owner only" text="The file holds what every user watched." />;
  return (
    <div className="flex flex-col gap-4">
      <section aria-label="Export" className="rounded-2xl bg-surface p-5 ring-1 ring-line">
        <h2 className="text-lg font-semibold">Export</h2>
        <p className="mt-1 mb-4 max-w-2xl text-sm text-soft">
          What people did here, as one file: progress and what is watched, edits, chosen matches and artwork, collections. No passwords, no tokens, no media.
        </p>
        <a href={`${base}/api/v1/metadata/export`} download="dim-export.json" className={buttonClass("primary")}>
          <Download className="size-4" aria-hidden /> Download the file
        </a>
      </section>
      <Import />
    </div>
  );
}

function Import() {
  const queryClient = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const take = useMutation({
    mutationFn: (file: File): Promise<ImportOutcome> => {
      // the API document says nothing of the body, which is the file as it is
      const options = { body: file, bodySerializer: (body: unknown) => body, headers: { "Content-Type": "application/json" } };
      return unwrap(client.POST("/api/v1/metadata/import", options as never));
    },
    onSettled: () => queryClient.invalidateQueries(),
  });
  return (
    <section aria-label="Import" className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <h2 className="text-lg font-semibold">Import</h2>
      <p className="mt-1 mb-4 max-w-2xl text-sm text-soft">
        Takes over an exported file. Make the accounts and libraries first, and let their scans end. Nothing is removed, newer progress stays, and importing twice is the same as once.
      </p>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        className="sr-only"
        tabIndex={-1}
        aria-label="Import a file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) take.mutate(file);
        }}
      />
      <Button disabled={take.isPending} onClick={() => input.current?.click()}>
        {take.isPending ? <LoaderCircle className="size-4 animate-spin" aria-hidden /> : <Upload className="size-4" aria-hidden />}
        {take.isPending ? "Importing …" : "Choose a file"}
      </Button>
      <div role="status" className="mt-4 text-sm empty:hidden">
        {take.error && <p className="text-danger wrap-anywhere">{take.error.message}</p>}
        {take.data && <Outcome outcome={take.data} />}
      </div>
    </section>
  );
}

function Outcome({ outcome }: { outcome: ImportOutcome }) {
  const taken = Object.entries(outcome.taken).filter(([, number]) => number > 0);
  const missed = Object.values(outcome.not_taken).reduce((sum, number) => sum + number, 0);
  return (
    <>
      <p>{taken.length > 0 ? `Taken over: ${taken.map(([section, number]) => counted(section, number)).join(", ")}.` : "Nothing in it was new here, or fits this catalog."}</p>
      {missed > 0 && (
        <>
          <p className="mt-3 font-medium">{count(missed, "entry", "entries")} not taken over:</p>
          <ul className="mt-1 flex flex-col gap-1 text-soft">
            {outcome.missed.slice(0, SHOWN).map((one, index) => (
              <li key={index} className="wrap-anywhere">
                {one.what}: {one.reason}
              </li>
            ))}
            {missed > SHOWN && <li>and {(missed - SHOWN).toLocaleString()} more</li>}
          </ul>
        </>
      )}
    </>
  );
}

function counted(section: string, number: number): string {
  const [one, many] = SECTIONS[section] ?? [section, section];
  return count(number, one, many);
}
