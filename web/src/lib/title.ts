import { useEffect } from "react";
import { ProblemError } from "./api";

/** Sets the title of the browser's tab. `name` undefined: it is not known yet, or `error` says why it never will be. */
export function usePageTitle(name: string | undefined, error?: unknown): void {
  const title = name ?? (error ? (error instanceof ProblemError && error.status === 404 ? "Not found" : "Error") : undefined);
  useEffect(() => {
    document.title = title ? `${title} – Dim` : "Dim";
  }, [title]);
}
