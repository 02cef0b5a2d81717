import { useQuery } from "@tanstack/react-query";
import { Pin, Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Failure } from "@/components/Failure";
import type { Chosen } from "@/components/identify/TitlePicker";
import { useFix } from "@/components/identify/useFix";
import { Modal } from "@/components/Modal";
import { isFatal, type Library, type ReadName, type ReviewedFile, type Why } from "@/lib/api";
import { whyQuery } from "@/lib/review";
import { toast } from "@/lib/toast";
import { ReadingCard } from "./ReadingCard";
import { ReadPath } from "./ReadPath";
import { asFix, whyNotUsable } from "./reading";

interface Props {
  library: Library;
  file: ReviewedFile;
  onClose: () => void;
  /** Opens the dialog that identifies the file by hand. */
  onIdentify: () => void;
  /** The file was identified as the other reading says. */
  onDone: (neighbours: ReviewedFile[], chosen: Chosen) => void;
}

/** Why a file's name was read as it was: the evidence for it, and the reading that was next best. */
export function WhyDialog({ library, file, onClose, onIdentify, onDone }: Props) {
  const { data, error, refetch } = useQuery(whyQuery(library.id, file.id));
  return (
    <Modal open wide keepsNothing onOpenChange={(open) => { if (!open) onClose(); }} title="Why was it read this way?">
      {isFatal(error, data) ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Explained library={library} file={file} why={data} onIdentify={onIdentify} onDone={onDone} />
      ) : (
        <Loading path={file.path} />
      )}
    </Modal>
  );
}

function Explained({ library, file, why, onIdentify, onDone }: Omit<Props, "onClose"> & { why: Why }) {
  const [pointed, setPointed] = useState<{ start: number; end: number }>();
  const { fix } = useFix(library.id, (neighbours, body) => { onDone(neighbours, { title: body.title ?? "", year: body.year ? String(body.year) : "" }); });
  const use = (reading: ReadName) => { fix.mutate(asFix(reading, file.id), { onError: (problem) => toast.error(problem.message) }); };
  const other = why.runner_up;
  const strongest = Math.max(1, ...[why.chosen, ...(other ? [other] : [])].flatMap((reading) => reading.evidence.map((one) => Math.abs(one.weight))));
  const notUsable = other ? whyNotUsable(other, library) : undefined;
  return (
    <div className="flex flex-col gap-5">
      <ReadPath path={why.path} evidence={why.chosen.evidence} pointed={pointed} />
      {why.pinned && (
        <p className="flex items-center gap-2 text-sm text-soft">
          <Pin className="size-4 shrink-0 text-accent" aria-hidden /> You said what this file is. Its name does not decide any more.
        </p>
      )}
      <div className="grid items-start gap-4 md:grid-cols-2">
        <ReadingCard path={why.path} heading="Read as" reading={why.chosen} strongest={strongest} onPoint={setPointed} />
        {other ? (
          <ReadingCard path={why.path} heading="It could also be" reading={other} strongest={strongest} onPoint={setPointed} quiet>
            {notUsable ? (
              <p className="text-sm text-soft">{notUsable}</p>
            ) : (
              <Button kind="primary" className="w-full" disabled={fix.isPending} onClick={() => { use(other); }}>
                Use this reading
              </Button>
            )}
          </ReadingCard>
        ) : (
          <section className="flex h-full flex-col justify-center gap-1 rounded-xl p-5 text-center ring-1 ring-line">
            <h3 className="font-semibold">No other reading</h3>
            <p className="text-sm text-balance text-soft">Nothing in the name says anything else.</p>
          </section>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="text-sm text-soft">{other ? "Neither is right?" : "Not right?"}</p>
        <Button onClick={onIdentify}>
          <Search className="size-4" aria-hidden /> Identify
        </Button>
      </div>
    </div>
  );
}

function Loading({ path }: { path: string }) {
  return (
    <div className="flex flex-col gap-5" aria-busy="true">
      <p className="rounded-xl bg-raised/60 p-4 font-medium wrap-anywhere">{path}</p>
      <div className="grid gap-4 md:grid-cols-2">
        <div className="h-64 skeleton rounded-xl" />
        <div className="h-64 skeleton rounded-xl max-md:hidden" />
      </div>
    </div>
  );
}
