const EDITABLE =
  "input:not([type=range],[type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable]:not([contenteditable=false]),[role=textbox],[role=combobox]";
const OVERLAYS = "[role=dialog],[role=alertdialog],[role=menu]";

/** Whether a key press goes into something that one types or selects in, or is together with Ctrl, Alt or Meta. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return true;
  const target = event.composedPath()[0];
  return target instanceof Element && target.closest(EDITABLE) !== null;
}

/** Whether a key press may be a shortcut of a page: not while someone types, nor under a dialog or a menu. */
export function isShortcut(event: KeyboardEvent): boolean {
  return !isTyping(event) && !document.querySelector(OVERLAYS);
}
