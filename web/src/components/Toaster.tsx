import { useEffect } from "react";
import { toast, Toaster as Sonner } from "sonner";
import { handleToasts } from "@/lib/toast";

/** Draws the messages of `lib/toast`. */
export default function Toaster() {
  useEffect(() => handleToasts(({ kind, text, options }) => (kind === "error" ? toast.error(text, options) : toast(text, options))), []);
  return <Sonner position="bottom-center" toastOptions={{ style: { fontFamily: "inherit", background: "var(--raised)", color: "var(--ink)", borderColor: "var(--line)" } }} />;
}
