import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { Check, ImageOff, Link2, LoaderCircle, Upload, WandSparkles } from "lucide-react";
import { useId, useRef, useState, type DragEvent } from "react";
import { Button } from "@/components/Button";
import { inputClass } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { imageUrl, type ArtworkChoice } from "@/lib/api";
import { languageName, sourceLabel } from "@/lib/metadata";
import { artworkOptionsQuery, type ArtworkKind } from "@/lib/queries";
import { placeholderImage } from "@/lib/placeholder";
import { useArtwork } from "./useArtwork";

const SHAPES: Record<ArtworkKind, { label: string; shape: string; columns: string }> = {
  poster: { label: "Poster", shape: "aspect-2/3", columns: "grid-cols-3 sm:grid-cols-4 md:grid-cols-5" },
  backdrop: { label: "Backdrop", shape: "aspect-video", columns: "grid-cols-2 sm:grid-cols-3" },
  logo: { label: "Logo", shape: "aspect-[5/2]", columns: "grid-cols-2 sm:grid-cols-3" },
  landscape: { label: "Landscape", shape: "aspect-video", columns: "grid-cols-2 sm:grid-cols-3" },
  banner: { label: "Banner", shape: "aspect-[27/5]", columns: "grid-cols-1 sm:grid-cols-2" },
  clearart: { label: "Clear art", shape: "aspect-video", columns: "grid-cols-2 sm:grid-cols-3" },
  disc: { label: "Disc", shape: "aspect-square", columns: "grid-cols-3 sm:grid-cols-5" },
  still: { label: "Still", shape: "aspect-video", columns: "grid-cols-2 sm:grid-cols-3" },
  profile: { label: "Picture", shape: "aspect-2/3", columns: "grid-cols-3 sm:grid-cols-5" },
};

interface Props {
  itemId: number;
  title: string;
  kinds: ArtworkKind[];
  onClose: () => void;
}

/** Chooses what an item shows: one of the known images of a kind, a file, an address, or whatever Dim chooses. */
export function ArtworkDialog({ itemId, title, kinds, onClose }: Props) {
  const [kind, setKind] = useState<ArtworkKind>(kinds[0] ?? "poster");
  return (
    <Modal open wide keepsNothing onOpenChange={(open) => { if (!open) onClose(); }} title={`Artwork of “${title}”`}>
      {kinds.length === 1 ? (
        <Kind itemId={itemId} kind={kind} />
      ) : (
        <Tabs.Root value={kind} onValueChange={(next: ArtworkKind) => { setKind(next); }}>
          <Tabs.List aria-label="Kind of artwork" className="mb-4 flex no-scrollbar gap-1 overflow-x-auto border-b border-line">
            {kinds.map((one) => (
              <Tabs.Tab
                key={one}
                value={one}
                className="-mb-px shrink-0 border-b-2 border-transparent px-3 py-2.5 text-sm font-semibold text-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink"
              >
                {SHAPES[one].label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {kinds.map((one) => (
            <Tabs.Panel key={one} value={one}>
              <Kind itemId={itemId} kind={one} />
            </Tabs.Panel>
          ))}
        </Tabs.Root>
      )}
    </Modal>
  );
}

function Kind({ itemId, kind }: { itemId: number; kind: ArtworkKind }) {
  const options = useQuery(artworkOptionsQuery(itemId, kind));
  const { choose, upload, paste, reset, error, isBusy } = useArtwork(itemId, kind);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) upload(file);
  };
  const known = options.data ?? [];
  return (
    <div
      className={`flex flex-col gap-5 rounded-xl ${over ? "outline-2 outline-offset-4 outline-accent outline-dashed" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => { setOver(false); }}
      onDrop={drop}
    >
      {error && (
        <p role="alert" className="rounded-lg bg-danger/10 p-3 text-sm text-danger">
          {error.message}
        </p>
      )}
      {options.error && !options.data && (
        <p role="alert" className="text-sm text-danger">
          {options.error.message}
        </p>
      )}
      {options.isPending && <div className={`grid gap-3 ${SHAPES[kind].columns}`} aria-busy="true">{Array.from({ length: 5 }, (_, place) => <div key={place} className={`${SHAPES[kind].shape} skeleton rounded-lg`} />)}</div>}
      {options.data && known.length === 0 && (
        <p className="flex items-center gap-3 rounded-xl bg-raised/60 p-4 text-sm text-soft">
          <ImageOff className="size-5 shrink-0" aria-hidden /> Nothing is known yet. Upload an image, or paste its address.
        </p>
      )}
      <ul aria-label={`${SHAPES[kind].label} to choose`} className={`grid gap-3 ${SHAPES[kind].columns}`}>
        {known.map((one, place) => (
          <li key={one.id}>
            <OptionButton option={one} kind={kind} place={place + 1} disabled={isBusy} onChoose={() => { choose(one.id); }} />
          </li>
        ))}
      </ul>
      <Others kind={kind} isBusy={isBusy} onUpload={upload} onPaste={paste} onReset={reset} />
    </div>
  );
}

interface OptionProps {
  option: ArtworkChoice;
  kind: ArtworkKind;
  place: number;
  disabled: boolean;
  onChoose: () => void;
}

function OptionButton({ option, kind, place, disabled, onChoose }: OptionProps) {
  const [failed, setFailed] = useState(false);
  const facts = [option.source === "person" ? "Yours" : sourceLabel(option.source), option.language && languageName(option.language)].filter(Boolean).join(" · ");
  const size = option.width && option.height ? `${String(option.width)} × ${String(option.height)}` : "";
  const url = (width: number) => imageUrl(`/api/v1/artwork-option/${String(option.id)}`, width);
  return (
    <button
      type="button"
      aria-pressed={option.chosen}
      disabled={disabled || failed}
      onClick={onChoose}
      className="group block w-full rounded-lg text-left"
    >
      <span
        className={`relative block overflow-hidden rounded-lg bg-raised bg-cover bg-center ring-1 ring-line/60 transition group-enabled:group-hover:ring-2 group-enabled:group-hover:ring-accent group-aria-pressed:ring-3 group-aria-pressed:ring-accent ${SHAPES[kind].shape}`}
        style={{ backgroundImage: option.placeholder && kind !== "logo" ? placeholderImage(option.placeholder) : undefined }}
      >
        {failed ? (
          <span className="absolute inset-0 grid place-items-center text-soft">
            <ImageOff className="size-6" />
          </span>
        ) : (
          <img src={url(320)} alt="" loading="lazy" decoding="async" onError={() => { setFailed(true); }} className={`absolute inset-0 size-full ${kind === "logo" || kind === "clearart" || kind === "disc" ? "object-contain p-2" : "object-cover"}`} />
        )}
        {option.chosen && (
          <span className="absolute top-1.5 right-1.5 grid size-6 place-items-center rounded-full bg-accent text-on-accent">
            <Check className="size-4" aria-hidden />
          </span>
        )}
      </span>
      <span className="mt-1.5 block truncate text-xs font-medium">
        <span className="sr-only">
          {SHAPES[kind].label} {place}:{" "}
        </span>
        {facts}
      </span>
      <span className="block truncate text-xs text-soft tabular-nums">{failed ? "Cannot be fetched" : size || "\u00a0"}</span>
    </button>
  );
}

interface OthersProps {
  kind: ArtworkKind;
  isBusy: boolean;
  onUpload: (file: File) => void;
  onPaste: (url: string) => void;
  onReset: () => void;
}

/** Images that are not among those that are known. */
function Others({ kind, isBusy, onUpload, onPaste, onReset }: OthersProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [url, setUrl] = useState("");
  return (
    <div className="flex flex-col gap-3 border-t border-line/60 pt-4">
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onPaste(url.trim());
        }}
      >
        <div className="flex min-w-60 flex-1 flex-col gap-1.5">
          <label htmlFor={id} className="text-sm font-medium">
            Address of an image
          </label>
          <input id={id} className={inputClass} type="url" pattern="https://\S+" title="An address that starts with https://" placeholder="https://" value={url} required maxLength={2000} onChange={(event) => { setUrl(event.currentTarget.value); }} />
        </div>
        <Button type="submit" className="h-11!" disabled={isBusy || !url.trim()}>
          <Link2 className="size-4" aria-hidden /> Use it
        </Button>
      </form>
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          className="sr-only"
          tabIndex={-1}
          aria-label={`Upload a ${SHAPES[kind].label.toLowerCase()}`}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) onUpload(file);
          }}
        />
        <Button disabled={isBusy} onClick={() => input.current?.click()}>
          <Upload className="size-4" aria-hidden /> Upload a file
        </Button>
        <Button kind="quiet" disabled={isBusy} onClick={onReset}>
          <WandSparkles className="size-4" aria-hidden /> Let Dim choose
        </Button>
        <span className="text-sm text-soft max-sm:hidden">or drop a file here</span>
        {isBusy && <LoaderCircle className="size-5 animate-spin text-soft" role="status" aria-label="Working" />}
      </div>
    </div>
  );
}
