import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LockKeyhole, LockKeyholeOpen, Pencil } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { fieldError, FormProblem } from "@/components/FormProblem";
import { Modal } from "@/components/Modal";
import { StickyActions } from "@/components/StickyActions";
import { manages } from "@/lib/api";
import { fieldLabel, fieldSource, sourceLabel } from "@/lib/metadata";
import { meQuery } from "@/lib/queries";
import { toast } from "@/lib/toast";

export interface EditedField {
  name: string;
  label: string;
  hint?: string;
  rows?: number;
  type?: "date";
  required?: boolean;
}

interface Props {
  /** What is edited, for the heading of the dialog. */
  title: string;
  fields: readonly EditedField[];
  /** From where its fields have their values, and which a person wrote. */
  from: { sources: Record<string, string>; locked: string[] };
  /** Its value in a field, as text. */
  shown: (name: string) => string;
  /** Changes fields, as texts, or gives them back to the sources. */
  change: (texts: Record<string, string>, unlock: string[]) => Promise<unknown>;
  /** The queries that show it. */
  queries: readonly (readonly unknown[])[];
}

/** Edits what is known of an item, and shows where each value is from; for owners and admins. */
export function EditItem(props: Props) {
  const { data: me } = useQuery(meQuery);
  const [open, setOpen] = useState(false);
  if (!manages(me)) return null;
  return (
    <>
      <Button large title="Edit" className="max-sm:px-3.5" onClick={() => { setOpen(true); }}>
        <Pencil className="size-5" aria-hidden /> <span className="max-sm:sr-only">Edit</span>
      </Button>
      <Modal open={open} onOpenChange={setOpen} title={`Edit “${props.title}”`}>
        {open && <Form {...props} onDone={() => { setOpen(false); }} />}
      </Modal>
    </>
  );
}

function Form({ fields, from, shown, change, queries, onDone }: Props & { onDone: () => void }) {
  const queryClient = useQueryClient();
  const refresh = () => Promise.all(queries.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const changed = fields.map(({ name }) => [name, form.get(name) as string] as const).filter(([name, text]) => text !== shown(name));
      return change(Object.fromEntries(changed), []);
    },
    onSuccess: async () => {
      await refresh();
      onDone();
    },
  });
  const unlock = useMutation({
    mutationFn: (name: string) => change({}, [name]),
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
      {fields.map(({ name, label, ...rest }) => {
        const value = shown(name);
        return (
          <Field
            key={`${name} ${value}`} // a value that another source gave takes the place of what is in the field
            label={label}
            name={name}
            defaultValue={value}
            error={fieldError(save.error, name)}
            aside={<Source name={label} source={fieldSource(from, name, value)} isBusy={unlock.isPending} onUnlock={() => { unlock.mutate(name); }} />}
            {...rest}
          />
        );
      })}
      <FormProblem error={save.error} fields={fields.map(({ name }) => name)} />
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
