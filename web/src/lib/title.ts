import { useEffect } from "react";

/** Sets the title of the browser's tab; undefined while the name of the page is not known yet. */
export function usePageTitle(name: string | undefined): void {
  useEffect(() => {
    document.title = name ? `${name} – Dim` : "Dim";
  }, [name]);
}
