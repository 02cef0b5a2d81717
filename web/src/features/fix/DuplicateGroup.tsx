import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Combine, Pin, PinOff, Split, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "@/lib/toast";
import { Button } from "@/components/Button";
import { asReviewed, IdentifyDialog } from "@/components/identify/IdentifyDialog";
import { FolderLine } from "@/components/folders/FolderPath";
import { Confirm } from "@/components/Modal";
import { client, ProblemError, unwrap, type Card, type Group, type Library, type DuplicateFile } from "@/lib/api";
import { audioOf, videoOf } from "@/lib/streams";
import { bitRate, episodeNumber, length, size } from "@/lib/format";

/** Identical files, or versions of one title: how they differ, and what to do with them. */
export function DuplicateGroup({ library, group }: { library: Library; group: Group }) {
  const libraryId = library.id;
  const [apart, setApart] = useState<DuplicateFile>();
  const queryClient = useQueryClient();
  const decide = useMutation({
    mutationFn: (action: "merge" | "keep" | "unkeep") =>
      unwrap(
        client.POST("/api/v1/library/{library_id}/duplicates", {
          params: { path: { library_id: libraryId } },
          body: { action, files: group.files.map((file) => file.id) },
        }),
      ),
    onError: (error) => toast.error(error.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["duplicates", libraryId] }),
  });
  const several = new Set(group.files.map((file) => file.item_id)).size > 1;
  return (
    <section className="rounded-2xl bg-surface p-5 ring-1 ring-line" aria-label={names(group.items)}>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h2 className="truncate font-semibold">{names(group.items)}</h2>
          <p className="text-sm text-soft">{group.kind === "identical" ? "Identical files" : "Versions of one title"}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {several && (
            <Button disabled={decide.isPending} onClick={() => { decide.mutate("merge"); }}>
              <Combine className="size-4" aria-hidden /> Merge into one title
            </Button>
          )}
          <Button kind="quiet" disabled={decide.isPending} onClick={() => { decide.mutate(group.kept ? "unkeep" : "keep"); }}>
            {group.kept ? <PinOff className="size-4" aria-hidden /> : <Pin className="size-4" aria-hidden />}
            {group.kept ? "Show as duplicates again" : "Keep all"}
          </Button>
        </div>
      </div>
      <ul className="grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {group.files.map((file) => (
          <li key={file.id}>
            <File library={library} file={file} onSplit={group.kind === "versions" ? () => { setApart(file); } : undefined} />
          </li>
        ))}
      </ul>
      {apart && (
        <IdentifyDialog
          library={library}
          files={[asReviewed(apart, group.items.find((card) => card.id === apart.item_id) ?? { id: apart.item_id, title: "" })]}
          split={library.type === "movie"}
          onClose={() => { setApart(undefined); }}
          onDone={() => { setApart(undefined); }}
        />
      )}
    </section>
  );
}

function names(cards: Card[]): string {
  const name = (card: Card) => (card.kind === "episode" ? `${card.title} ${episodeNumber(card.season, card.episode)}` : card.title);
  return [...new Set(cards.map(name))].join(", ");
}

function File({ library, file, onSplit }: { library: Library; file: DuplicateFile; onSplit: (() => void) | undefined }) {
  const video = videoOf(file);
  const edition = file.label?.split(" · ").filter((part) => part !== file.resolution).join(" · ");
  const rows: [string, string][] = [
    ["Video", [file.resolution, video].filter(Boolean).join(" · ") || "None"],
    ["Edition", edition ?? ""],
    ["Audio", audioOf(file) || "None"],
    ["Bit rate", bitRate(file.bit_rate)],
    ["Length", length(file.duration)],
    ["Size", size(file.size)],
  ];
  return (
    <div className="flex h-full flex-col gap-3 rounded-xl bg-raised/60 p-4">
      <div>
        <p className="text-sm font-medium wrap-anywhere">{file.path}</p>
        {library.paths.length > 1 && file.folder && <FolderLine path={file.folder} className="mt-1.5 text-xs" />}
      </div>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        {rows.filter(([name, value]) => value || name !== "Edition").map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="tabular-nums">{value || "Unknown"}</dd>
          </div>
        ))}
        <dt className="text-soft">Only in this file</dt>
        <dd className={file.lost.length > 0 ? "text-accent" : "text-good"}>{file.lost.length > 0 ? file.lost.join(", ") : "Nothing"}</dd>
      </dl>
      <div className="mt-auto flex flex-wrap gap-2">
        {onSplit && (
          <Button onClick={onSplit}>
            <Split className="size-4" aria-hidden /> Identify as something else<span className="sr-only"> {file.path}</span>
          </Button>
        )}
        <DeleteFile libraryId={library.id} file={file} />
      </div>
    </div>
  );
}

/** Deletes a file after two confirmations; a third if its disk has no trash and the file would be deleted permanently. */
function DeleteFile({ libraryId, file }: { libraryId: number; file: DuplicateFile }) {
  const queryClient = useQueryClient();
  const [step, setStep] = useState<"ask" | "sure" | "permanently">();
  const name = file.path.split("/").at(-1) ?? file.path;
  const where = file.folder ? `${file.folder}/${file.path}` : file.path;
  const remove = useMutation({
    mutationFn: (permanently: boolean) =>
      unwrap(
        client.DELETE("/api/v1/library/{library_id}/file/{file_id}", {
          params: { path: { library_id: libraryId, file_id: file.id }, query: { confirm: name, permanently } },
        }),
      ),
    onSuccess: ({ trash }) => toast(trash ? `Moved “${name}” to the trash.` : `Deleted “${name}”.`),
    onError: (error) => {
      if (error instanceof ProblemError && error.status === 409) setStep("permanently");
      else toast.error(error.message);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["duplicates", libraryId] }),
  });
  const close = (now: string) => (open: boolean) => { setStep((step) => (open ? step : step === now ? undefined : step)); };
  const lost = file.lost.length > 0 ? `Only this file has ${file.lost.join(", ")}.` : "Other files contain everything that this one does.";
  return (
    <>
      <Button kind="danger" disabled={remove.isPending} onClick={() => { setStep("ask"); }}>
        <Trash2 className="size-4" aria-hidden /> Delete file<span className="sr-only"> {name}</span>
      </Button>
      <Confirm open={step === "ask"} onOpenChange={close("ask")} title={`Delete “${name}”?`} text={lost} action="Delete" onConfirm={() => { setStep("sure"); }} />
      <Confirm
        open={step === "sure"}
        onOpenChange={close("sure")}
        title="Are you sure?"
        text={`${where} (${size(file.size)}) will be moved to the trash of its disk.`}
        action="Move to trash"
        onConfirm={() => { remove.mutate(false); }}
      />
      <Confirm
        open={step === "permanently"}
        onOpenChange={close("permanently")}
        title="This disk has no trash"
        text={`${where} (${size(file.size)}) can only be deleted permanently. This cannot be undone.`}
        action="Delete permanently"
        onConfirm={() => { remove.mutate(true); }}
      />
    </>
  );
}
