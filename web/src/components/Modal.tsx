import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog } from "@base-ui/react/dialog";
import { useBlocker } from "@tanstack/react-router";
import { X } from "lucide-react";
import { createContext, use, useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { useUnsaved } from "@/lib/unsaved";
import { Button, IconButton } from "./Button";

const backdrop = "fixed inset-0 z-40 bg-black/60 transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0";
const popup =
  "fixed z-50 inset-x-0 bottom-0 sm:inset-auto sm:top-1/2 sm:left-1/2 sm:-translate-x-1/2 sm:-translate-y-1/2 w-full max-h-[92dvh] data-[nested-dialog-open]:brightness-50 sm:data-[nested-dialog-open]:opacity-0 overflow-y-auto rounded-t-2xl sm:rounded-2xl bg-surface p-6 shadow-2xl ring-1 ring-line transition data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 data-[starting-style]:scale-98";

/** Where a form in a dialog says that it has changes that no field of it shows. */
const Changes = createContext<(changed: boolean) => void>(() => undefined);

/** Says that the form in a dialog has changes beyond the values of its fields, such as a list that was edited. */
export function useHasChanges(changed: boolean): void {
  const report = use(Changes);
  useEffect(() => {
    report(changed);
    return () => { report(false); };
  }, [report, changed]);
}

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** Nothing in it is lost by closing it: it never asks. */
  keepsNothing?: boolean;
  /** Whether it has room for two columns. */
  wide?: boolean;
}

/** A modal dialog; a bottom sheet on phones. Asks before it is closed, by whatever means, while a form in it has changes. */
export function Modal({ open, onOpenChange, title, children, keepsNothing = false, wide = false }: Props) {
  const [asking, setAsking] = useState(false);
  const { ref, onInput, isChanged } = useUnsaved();
  const others = useRef(false);
  const submitted = useRef(false);
  const reportChanges = useCallback((changed: boolean) => { others.current = changed; }, []);
  const mustAsk = () => open && !keepsNothing && (others.current || isChanged());
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next && mustAsk()) setAsking(true);
        else onOpenChange(next);
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className={backdrop} />
        <Dialog.Popup
          className={`${popup} ${wide ? "sm:max-w-[min(60rem,94vw)]" : "sm:max-w-lg"}`}
          ref={ref}
          onInput={() => {
            submitted.current = false;
            onInput();
          }}
          onSubmit={() => { submitted.current = true; }}
        >
          <div className="mb-4 flex items-center justify-between gap-4">
            <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
            <Dialog.Close render={<IconButton label="Close" />}>
              <X className="size-5" />
            </Dialog.Close>
          </div>
          <Changes value={reportChanges}>{children}</Changes>
          {/* what is being saved may lead to another page */}
          {open && !keepsNothing && <DiscardGuard isChanged={() => !submitted.current && mustAsk()} />}
          <Confirm
            open={asking}
            onOpenChange={setAsking}
            {...DISCARD}
            onConfirm={() => { onOpenChange(false); }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const DISCARD = { title: "Discard your changes?", text: "What you changed was not saved.", action: "Discard", cancel: "Keep editing" };

/** Asks before a changed form is left: to another page, by going back, or by a reload. */
export function DiscardGuard({ isChanged }: { isChanged: () => boolean }) {
  const blocker = useBlocker({ shouldBlockFn: isChanged, enableBeforeUnload: isChanged, withResolver: true });
  return (
    <Confirm
      open={blocker.status === "blocked"}
      onOpenChange={(open) => { if (!open && blocker.status === "blocked") blocker.reset(); }}
      {...DISCARD}
      onConfirm={() => { if (blocker.status === "blocked") blocker.proceed(); }}
    />
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  text: string;
  action: string;
  cancel?: string;
  onConfirm: () => void;
}

/** Asks for confirmation before something that cannot be undone. */
export function Confirm({ open, onOpenChange, title, text, action, cancel = "Cancel", onConfirm }: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Popup className={`${popup} sm:max-w-lg`}>
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 wrap-anywhere text-soft">{text}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Close render={<Button />}>{cancel}</AlertDialog.Close>
            <AlertDialog.Close render={<Button kind="danger" onClick={onConfirm} />}>{action}</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
