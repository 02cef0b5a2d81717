import { useQuery } from "@tanstack/react-query";
import { Download as Icon, Files } from "lucide-react";
import { useState } from "react";
import { Button, buttonClass } from "@/components/Button";
import { Modal } from "@/components/Modal";
import { base, type Media } from "@/lib/api";
import { count, size } from "@/lib/format";
import { gameFilesQuery } from "@/lib/games";

/** Browsers take several downloads at once only with some time between them. */
const BETWEEN_MS = 400;

/** Downloads the files of a ROM: its only one at once, several from a list. */
export function Download({ media }: { media: Media }) {
  const { data } = useQuery({ ...gameFilesQuery(media.id), enabled: media.has_files === true });
  const [open, setOpen] = useState(false);
  const files = data ?? [];
  const there = files.filter((file) => file.size !== null);
  const address = (number: number) => `${base}/api/v1/game/${String(media.id)}/files/${String(number)}`;
  if (there.length === 0) return null;
  const label = <><Icon className="size-5" aria-hidden /> Download</>;
  const [only] = there;
  if (files.length === 1 && only)
    return (
      <a href={address(only.number)} download className={`${buttonClass("primary", true)} max-sm:px-4`} title={`${only.name}, ${size(only.size ?? 0)}`}>
        {label}
      </a>
    );
  const saveAll = () => {
    there.forEach(({ number }, place) => {
      window.setTimeout(() => {
        const anchor = document.createElement("a");
        anchor.href = address(number);
        anchor.download = "";
        anchor.click();
      }, place * BETWEEN_MS);
    });
  };
  return (
    <>
      <Button kind="primary" large className="max-sm:px-4" onClick={() => { setOpen(true); }}>
        {label}
      </Button>
      <Modal open={open} keepsNothing onOpenChange={setOpen} title={`Download “${media.title}”`}>
        <p className="mb-3 text-sm text-soft">Keep them in one folder: a sheet names the other files.</p>
        <ul aria-label="Files" className="max-h-[50dvh] divide-y divide-line/60 overflow-y-auto text-sm">
          {files.map((file) => (
            <li key={file.number}>
              {file.size === null ? (
                <span className="flex items-center justify-between gap-4 px-2 py-3 text-soft">
                  <span className="min-w-0 wrap-anywhere">{file.name}</span> Not there
                </span>
              ) : (
                <a href={address(file.number)} download className="flex items-center justify-between gap-4 rounded-lg px-2 py-3 hover:bg-raised">
                  <span className="min-w-0 font-medium wrap-anywhere">{file.name}</span>
                  <span className="flex shrink-0 items-center gap-3 text-soft tabular-nums">
                    {size(file.size)} <Icon className="size-4" aria-hidden />
                  </span>
                </a>
              )}
            </li>
          ))}
        </ul>
        <Button kind="primary" className="mt-5 w-full" onClick={saveAll}>
          <Files className="size-4" aria-hidden /> Download {count(there.length, "file")}, {size(there.reduce((sum, file) => sum + (file.size ?? 0), 0))}
        </Button>
      </Modal>
    </>
  );
}
