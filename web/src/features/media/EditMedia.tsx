import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LockKeyhole, LockKeyholeOpen, Pencil } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { StickyActions } from "@/components/StickyActions";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { client, manages, unwrap, type Media } from "@/lib/api";
import { fieldLabel, fieldSource, sourceLabel } from "@/lib/metadata";
import { meQuery } from "@/lib/queries";
import { toast } from "@/lib/toast";

const texts = [
  { name: "title", label: "Title" },
  { name: "original_title", label: "Original title" },
  { name: "year", label: "Year" },
  { name: "tagline", label: "Tagline" },
  { name: "genres", label: "Genres", hint: "Separated by commas." },
  { name: "certification", label: "Certification", hint: "Such as PG-13, FSK 12 or 16. Decides what children can see." },
  { name: "rating", label: "Rating", hint: "From 0 to 10." },
  { name: "overview", label: "Overview", rows: 5 },
] as const;
type Name = (typeof texts)[number]["name"];

/** A title's value in a field, as text. */
function shown(media: Media, name: Name): string {
  const value = media[name];
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

/** A field's text as the value that the server takes. */
export function parseField(name: string, text: string): string | number | string[] | null {
  if (name === "genres") return text.split(",").map((part) => part.trim()).filter(Boolean);
  if (text.trim() === "") return null;
  return (name === "year" || name === "rating") && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** Edits a title; for owners and admins. */
export function EditMedia({ media }: { media: Media }) {
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState(false);
  if (!manages(me)) return null;
  return (
    <>
      <Button large onClick={() => { setOpen(true); }}>
        <Pencil className="size-5" aria-hidden /> Edit
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={`Edit “${media.title}”`}>
        {open && <Form media={media} onDone={() => { setOpen(false); }} />}
      </Modal>
    </>
  );
}

function Form({ media, onDone }: { media: Media; onDone: () => void }) {
  const queryClient = useQueryClient();
  const path = { media_id: media.id };
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["media", media.id] });
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const changed = texts.filter(({ name }) => form.get(name) !== shown(media, name));
      const body = Object.fromEntries(changed.map(({ name }) => [name, parseField(name, form.get(name) as string)]));
      return unwrap(client.PATCH("/api/v1/media/{media_id}", { params: { path }, body: { ...body, unlock: [] } }));
    },
    onSuccess: async () => {
      await refresh();
      onDone();
    },
  });
  const unlock = useMutation({
    mutationFn: (name: Name) => unwrap(client.PATCH("/api/v1/media/{media_id}", { params: { path }, body: { unlock: [name] } })),
    onSuccess: (_, name) => toast(`Sources may change the ${fieldLabel(name).toLowerCase()} again.`),
    onError: (error) => toast.error(error.message),
    onSettled: refresh,
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      <p className="text-sm text-soft">What you write is kept from scans and providers. A click on a lock gives a field back to them.</p>
      {texts.map(({ name, label, ...rest }) => {
        const value = shown(media, name);
        return (
          <Field
            key={`${name} ${value}`} // a value that another source gave takes the place of what is in the field
            label={label}
            name={name}
            defaultValue={value}
            required={name === "title"}
            error={fieldError(save.error, name)}
            aside={<Source name={label} source={fieldSource(media, name, value)} isBusy={unlock.isPending} onUnlock={() => { unlock.mutate(name); }} />}
            {...rest}
          />
        );
      })}
      <FormProblem error={save.error} fields={texts.map(({ name }) => name)} />
      <StickyActions>
        <Button type="submit" kind="primary" className="w-full" disabled={save.isPending}>
          Save
        </Button>
      </StickyActions>
    </form>
  );
}

interface SourceProps {
  name: string;
  source: string | undefined;
  isBusy: boolean;
  onUnlock: () => void;
}

/** From where a field has its value. What a person wrote is locked; a click on the lock unlocks it. */
function Source({ name, source, isBusy, onUnlock }: SourceProps) {
  if (!source) return null;
  if (source !== "person")
    return (
      <span className="text-xs text-soft">
        <span className="sr-only">Source of “{name}”: </span>
        {sourceLabel(source)}
      </span>
    );
  return (
    <button
      type="button"
      disabled={isBusy}
      onClick={onUnlock}
      title="Give it back to the sources"
      className="group/lock -my-1 inline-flex items-center gap-1.5 rounded-md px-1.5 py-1 text-xs font-medium text-accent hover:bg-raised"
    >
      <LockKeyhole className="size-3.5 group-hover/lock:hidden" aria-hidden />
      <LockKeyholeOpen className="hidden size-3.5 group-hover/lock:block" aria-hidden />
      You<span className="sr-only"> wrote the {name.toLowerCase()}. Unlock it</span>
    </button>
  );
}
