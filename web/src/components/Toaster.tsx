import { useEffect, useSyncExternalStore } from "react";
import { toast, Toaster as Sonner } from "sonner";
import { handleToasts } from "@/lib/toast";

const phone = window.matchMedia("(max-width: 639px)");

function onResize(changed: () => void) {
  phone.addEventListener("change", changed);
  return () => { phone.removeEventListener("change", changed); };
}

/** Draws the messages of `lib/toast`: where they cover no controls, which phones and their sheets have at the bottom. */
export default function Toaster() {
  useEffect(() => handleToasts(({ kind, text, options }) => (kind === "error" ? toast.error(text, options) : toast(text, options))), []);
  const isPhone = useSyncExternalStore(onResize, () => phone.matches);
  return <Sonner style={{ fontFamily: "inherit" }} position={isPhone ? "top-center" : "bottom-center"} offset={{ bottom: "var(--toast-offset)" }} mobileOffset={{ top: "4.75rem" }} toastOptions={{ style: { fontFamily: "inherit", background: "var(--raised)", color: "var(--ink)", borderColor: "var(--line)" } }} />;
}
