import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, X } from "lucide-react";
import { useRef, useState } from "react";
import { toast } from "@/lib/toast";
import { Button, IconButton } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { Checkbox } from "@/components/Checkbox";
import { client, unwrap, type Library, type ReviewedFile } from "@/lib/api";
import { count } from "@/lib/format";
import { reviewQuery, type ReviewState } from "@/lib/review";
import { actionsFor, type Action } from "./actions";
import { FileRow } from "./FileRow";
import { IdentifyDialog } from "@/components/identify/IdentifyDialog";
import { MoveDialog } from "./MoveDialog";
import { WhyDialog } from "./why/WhyDialog";
import type { Chosen } from "@/components/identify/TitlePicker";
import { useFix } from "@/components/identify/useFix";

const nothing: Record<ReviewState, [string, string]> = {
  unidentified: ["No unidentified files", "Files that cannot be identified by their names appear here."],
  doubtful: ["No doubtful files", "Files that may be identified wrongly appear here."],
  missing: ["No missing files", "Files that were deleted, or whose disk is not connected, appear here. Dim keeps what it knows about them."],
  failed: ["No failed files", "Files that cannot be read or played appear here, with the reason."],
  extras: ["No extras or samples", "Trailers, other extras and samples appear here. If one of them is a movie or an episode, identify it."],
  ignored: ["No ignored files", "Files that you ignore appear here, and can be restored."],
};

/** States in which the name of a file decides. */
const named: ReadonlySet<ReviewState> = new Set(["unidentified", "doubtful", "extras", "ignored"]);

interface Doing {
  action: "identify" | "split" | "move" | "explain";
  files: ReviewedFile[];
  preset?: Chosen;
  /** The files after this one, in the order of the list when the dialog opened. */
  waiting: ReviewedFile[];
}

/** The files of a library that need review for one reason, with actions for one or several of them. */
export function ReviewList({ library, state }: { library: Library; state: ReviewState }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(reviewQuery(library.id, state));
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [doing, setDoing] = useState<Doing>();
  const last = useRef<number>(undefined);
  const queryClient = useQueryClient();
  const { fix } = useFix(library.id, () => { setSelected(new Set()); });
  const scan = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/library/{library_id}/run", { params: { path: { library_id: library.id } }, body: { flag: "scan" } })),
    onSuccess: () => toast(`Scanning ${library.name} …`),
    onError: (problem) => toast.error(problem.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["libraries"] }),
  });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data)
    return (
      <div className="flex flex-col gap-3" aria-busy="true">
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className="h-24 skeleton rounded-xl" />
        ))}
      </div>
    );
  const files = data.pages.flat();
  const chosen = files.filter((file) => selected.has(file.id));
  const actions = actionsFor(state, library.type);

  const act = (action: Action, on: ReviewedFile[]) => {
    if (action.name === "scan") scan.mutate();
    else if (action.name === "identify" || action.name === "split" || action.name === "move") setDoing({ action: action.name, files: on, waiting: on.length === 1 && on[0] ? files.slice(files.indexOf(on[0]) + 1) : [] });
    else fix.mutate({ action: action.name, files: on.map((file) => ({ id: file.id, episodes: [] })) }, { onError: (problem) => toast.error(problem.message) });
  };
  const select = (file: ReviewedFile, on: boolean, range: boolean) => {
    const [from, to] = [files.findIndex((other) => other.id === last.current), files.indexOf(file)];
    const part = range && from >= 0 ? files.slice(Math.min(from, to), Math.max(from, to) + 1) : [file];
    const next = new Set(selected);
    for (const one of part) if (on) next.add(one.id); else next.delete(one.id);
    last.current = file.id;
    setSelected(next);
  };
  const onDone = (neighbours: ReviewedFile[], title: Chosen, next: boolean) => {
    const [following, ...waiting] = next ? (doing?.waiting ?? []) : [];
    setSelected(new Set());
    setDoing(following ? { action: "identify", files: [following], waiting } : undefined);
    if (!following && neighbours.length > 0 && library.type === "show")
      toast(`${count(neighbours.length, "more file is", "more files are")} in the same folder. Same show?`, {
        action: { label: "Identify them", onClick: () => { setDoing({ action: "identify", files: neighbours, preset: title, waiting: [] }); } },
        duration: 20_000,
      });
  };

  if (files.length === 0)
    return (
      <>
        <EmptyState icon={CircleCheck} title={nothing[state][0]} text={nothing[state][1]} />
        {(doing?.action === "identify" || doing?.action === "split") && (
          <IdentifyDialog key={keyOf(doing)} library={library} files={doing.files} preset={doing.preset} onClose={() => { setDoing(undefined); }} onDone={onDone} />
        )}
      </>
    );
  return (
    <>
      <div className="sticky top-16 z-20 -mx-2 mb-3 flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 bg-ground/95 px-2 py-2 backdrop-blur-lg max-md:top-26">
        <Checkbox
          label={chosen.length > 0 ? `${count(chosen.length, "file")} selected` : "Select all shown"}
          checked={chosen.length > 0 && chosen.length === files.length}
          onChange={(on) => { setSelected(new Set(on ? files.map((file) => file.id) : [])); }}
        />
        {chosen.length > 0 && (
          <div className="flex no-scrollbar items-center gap-2 max-sm:w-full max-sm:overflow-x-auto sm:flex-wrap" role="toolbar" aria-label="For the selected files">
            {actions.filter((action) => action.name !== "split" || chosen.length === 1).map((action, index) => (
              <Button key={action.name} kind={index === 0 ? "primary" : "plain"} disabled={fix.isPending} onClick={() => { act(action, chosen); }}>
                <action.icon className="size-4" aria-hidden /> {action.label}
              </Button>
            ))}
            <IconButton label="Clear selection" onClick={() => { setSelected(new Set()); }}>
              <X className="size-5" />
            </IconButton>
          </div>
        )}
      </div>
      <ul className="flex flex-col gap-3" aria-label={`Files: ${state}`}>
        {files.map((file) => (
          <li key={file.id}>
            <FileRow
              file={file}
              actions={actions}
              selected={selected.has(file.id)}
              onSelect={(on, range) => { select(file, on, range); }}
              onAct={(action) => { act(action, [file]); }}
              onWhy={named.has(state) ? () => { setDoing({ action: "explain", files: [file], waiting: [] }); } : undefined}
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mx-auto mt-6 flex" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      {doing?.action === "explain" && doing.files[0] && (
        <WhyDialog
          library={library}
          file={doing.files[0]}
          onClose={() => { setDoing(undefined); }}
          onIdentify={() => { setDoing({ ...doing, action: "identify" }); }}
          onDone={(neighbours, title) => { onDone(neighbours, title, false); }}
        />
      )}
      {(doing?.action === "identify" || doing?.action === "split") && (
        <IdentifyDialog
          key={keyOf(doing)}
          library={library}
          files={doing.files}
          preset={doing.preset}
          split={doing.action === "split"}
          more={doing.waiting.length > 0}
          onClose={() => { setDoing(undefined); }}
          onDone={onDone}
        />
      )}
      {doing?.action === "move" && <MoveDialog library={library} files={doing.files} onClose={() => { setDoing(undefined); setSelected(new Set()); }} />}
    </>
  );
}

function keyOf(doing: Doing): string {
  return `${doing.action} ${doing.files.map((file) => file.id).join(",")}`;
}
