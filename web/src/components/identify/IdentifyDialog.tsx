import { ListOrdered } from "lucide-react";
import { useState } from "react";
import { Button } from "../Button";
import { inputClass } from "../Field";
import { Modal } from "../Modal";
import { FormProblem } from "../FormProblem";
import type { Library, NewFix, ReviewedFile } from "@/lib/api";
import { count } from "@/lib/format";
import { asText, numbers } from "./episodes";
import { MarkedPath } from "./MarkedPath";
import { TitlePicker, type Chosen } from "./TitlePicker";
import { useFix } from "./useFix";

interface Props {
  library: Library;
  files: ReviewedFile[];
  /** The title to start with: the one that was chosen for neighbouring files. */
  preset?: Chosen | undefined;
  /** Whether to create a new title even if one of that name exists. */
  split?: boolean;
  /** Whether there is another file to identify. */
  more?: boolean;
  onClose: () => void;
  onDone: (neighbours: ReviewedFile[], chosen: Chosen, next: boolean) => void;
}

interface Row {
  season: string;
  episodes: string;
}

/** Identifies files: the title, by search or by hand, and the number of each episode. */
export function IdentifyDialog({ library, files, preset, split = false, more = false, onClose, onDone }: Props) {
  const show = library.type === "show";
  const [chosen, setChosen] = useState<Chosen>(() => preset ?? suggestion(files));
  const [rows, setRows] = useState<Row[]>(() => files.map((file) => rowOf(file)));
  const [next, setNext] = useState(false);
  const { fix } = useFix(library.id, (neighbours) => { onDone(neighbours, chosen, next); });
  const complete = !show || rows.every((row) => numbers(row.episodes) && /^\d{1,4}$/.test(row.season.trim()));

  const submit = () => {
    const named = chosen.itemId ? { media_id: chosen.itemId } : { title: chosen.title.trim(), year: chosen.year ? Number(chosen.year) : null };
    const body: NewFix = {
      action: split ? "split" : "identify",
      ...(split ? { title: chosen.title.trim(), year: chosen.year ? Number(chosen.year) : null } : named),
      files: files.map((file, index) =>
        show ? { id: file.id, season: Number(rows[index]?.season), episodes: numbers(rows[index]?.episodes ?? "") ?? [] } : { id: file.id, episodes: [] },
      ),
    };
    fix.mutate(body);
  };
  const inOrder = () => {
    const first = numbers(rows[0]?.episodes ?? "")?.[0] ?? 1;
    setRows((before) => before.map((row, index) => ({ season: before[0]?.season ?? row.season, episodes: String(first + index) })));
  };
  const change = (index: number, part: Partial<Row>) => { setRows((before) => before.map((row, place) => (place === index ? { ...row, ...part } : row))); };

  return (
    <Modal open onOpenChange={(open) => { if (!open) onClose(); }} title={split ? "Split off as its own title" : files.length > 1 ? `Identify ${count(files.length, "file")}` : "Identify file"}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {files.length === 1 && files[0] && <div className="rounded-lg bg-raised/60 p-3"><MarkedPath file={files[0]} /></div>}
        <TitlePicker libraryId={library.id} value={chosen} onChange={setChosen} />
        {show && (
          <fieldset className="flex flex-col gap-2">
            <div className="flex items-center justify-between gap-3">
              <legend className="text-sm font-medium">Season and episode</legend>
              {files.length > 1 && (
                <Button kind="quiet" onClick={inOrder}>
                  <ListOrdered className="size-4" aria-hidden /> Number consecutively
                </Button>
              )}
            </div>
            <ul className="flex max-h-72 flex-col gap-2 overflow-y-auto pr-1">
              {files.map((file, index) => (
                <li key={file.id} className="grid grid-cols-[1fr_4rem_5.5rem] items-center gap-2">
                  <span className="truncate text-sm" title={file.path}>
                    {file.path.split("/").at(-1)}
                  </span>
                  <input
                    aria-label={`Season of ${file.path}`}
                    className={inputClass}
                    inputMode="numeric"
                    value={rows[index]?.season}
                    onChange={(event) => { change(index, { season: event.currentTarget.value }); }}
                  />
                  <input
                    aria-label={`Episode of ${file.path}`}
                    className={inputClass}
                    placeholder="1 or 1-2"
                    value={rows[index]?.episodes}
                    onChange={(event) => { change(index, { episodes: event.currentTarget.value }); }}
                  />
                </li>
              ))}
            </ul>
          </fieldset>
        )}
        {!show && files.length > 1 && !split && <p className="text-sm text-soft">The files become versions of one movie.</p>}
        <FormProblem error={fix.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button type="submit" disabled={fix.isPending || !complete || !chosen.title.trim()} kind={more ? "plain" : "primary"} onClick={() => { setNext(false); }}>
            Save
          </Button>
          {more && (
            <Button type="submit" kind="primary" disabled={fix.isPending || !complete || !chosen.title.trim()} onClick={() => { setNext(true); }}>
              Save and next
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}

/** The suggested title: what the files are identified as, else what their names say, if they all agree. */
function suggestion(files: ReviewedFile[]): Chosen {
  const play = files[0]?.plays[0];
  if (play && files.every((file) => file.plays[0]?.media_id === play.media_id))
    return { title: play.title, year: play.year ? String(play.year) : "" };
  const guess = files[0]?.guess;
  const same = guess && files.every((file) => file.guess?.title === guess.title);
  return same ? { title: guess.title, year: guess.year ? String(guess.year) : "" } : { title: "", year: "" };
}

function rowOf(file: ReviewedFile): Row {
  const episodes = file.plays.flatMap((play) => play.episode ?? []);
  return {
    season: String(file.plays[0]?.season ?? file.guess?.season ?? 1),
    episodes: asText(episodes.length > 0 ? episodes : (file.guess?.episodes ?? [])),
  };
}

/** A file of a movie or episode, in the form that the dialog takes. */
export function asReviewed(
  file: { id: number; path: string; size: number; duration?: number | null },
  of: { id: number; media_id?: number; title: string; year?: number | null; season?: number | null; episode?: number | null },
): ReviewedFile {
  const { id, path, size, duration } = file;
  const plays = { item_id: of.id, media_id: of.media_id ?? of.id, title: of.title, year: of.year, season: of.season, episode: of.episode };
  return { id, path, size, duration, state: "doubtful", reason: "", plays: [plays] };
}
