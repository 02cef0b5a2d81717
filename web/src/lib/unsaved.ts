import { useCallback, useRef } from "react";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The fields of the forms in an element, with their values. */
function values(root: HTMLElement): string[] {
  return [...root.querySelectorAll<Field>("form input, form textarea, form select")]
    .filter((field) => field.type !== "file")
    .map((field) => (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) ? String(field.checked) : field.value));
}

export interface Unsaved {
  /** Give the element with the forms to it. */
  ref: (root: HTMLElement | null) => void;
  /** Notes that something was typed; for `onInput` of the element. */
  onInput: () => void;
  /** Whether the forms have other values than at first. */
  isChanged: () => boolean;
  /** The values of now count as saved. */
  forget: () => void;
}

/** Notices changes in the forms of an element, whatever keeps their state. */
export function useUnsaved(): Unsaved {
  const element = useRef<HTMLElement>(null);
  const first = useRef<string[]>([]);
  const typed = useRef(false);
  const forget = useCallback(() => {
    typed.current = false;
    first.current = element.current ? values(element.current) : [];
  }, []);
  const ref = useCallback(
    (root: HTMLElement | null) => {
      element.current = root;
      if (root) forget();
    },
    [forget],
  );
  const onInput = useCallback(() => { typed.current = true; }, []);
  const isChanged = useCallback(() => {
    if (!typed.current || !element.current) return false;
    const now = values(element.current);
    if (now.length === 0) return false; // what took its place says that it was saved
    return now.length !== first.current.length || now.some((value, place) => value !== first.current[place]);
  }, []);
  return { ref, onInput, isChanged, forget };
}
