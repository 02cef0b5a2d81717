import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LockKeyhole, Pencil } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { Modal } from "@/components/Modal";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { Checkbox } from "@/components/Checkbox";
import { client, manages, unwrap, type Media } from "@/lib/api";
import { meQuery } from "@/lib/queries";

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
  const [unlock, setUnlock] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const changed = texts.filter(({ name }) => form.get(name) !== shown(media, name));
      const body = Object.fromEntries(changed.map(({ name }) => [name, parseField(name, form.get(name) as string)]));
      return unwrap(client.PATCH("/api/v1/media/{media_id}", { params: { path: { media_id: media.id } }, body: { ...body, unlock } }));
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["media", media.id] });
      onDone();
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(new FormData(event.currentTarget));
      }}
    >
      {texts.map(({ name, label, ...rest }) => (
        <Field key={name} label={label} name={name} defaultValue={shown(media, name)} required={name === "title"} error={fieldError(save.error, name)} {...rest} />
      ))}
      {media.locked.length > 0 && (
        <fieldset className="flex flex-col gap-2 rounded-xl bg-raised/60 p-4">
          <legend className="sr-only">Locked</legend>
          <p className="mb-1 flex items-center gap-2 text-sm text-soft">
            <LockKeyhole className="size-4 text-accent" aria-hidden /> Edited by hand. Scans do not change these fields.
          </p>
          {media.locked.map((name) => (
            <Checkbox
              key={name}
              label={`Let scans update the ${texts.find((text) => text.name === name)?.label.toLowerCase() ?? name} again`}
              checked={unlock.includes(name)}
              onChange={(on) => { setUnlock(on ? [...unlock, name] : unlock.filter((other) => other !== name)); }}
            />
          ))}
        </fieldset>
      )}
      <FormProblem error={save.error} fields={texts.map(({ name }) => name)} />
      <Button type="submit" kind="primary" disabled={save.isPending}>
        Save
      </Button>
    </form>
  );
}
