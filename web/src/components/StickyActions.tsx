import type { ReactNode } from "react";

/** The button that ends a long form: it stays in sight at the end of the window or dialog. */
export function StickyActions({ children }: { children: ReactNode }) {
  return <div className="sticky -bottom-6 z-10 -mx-6 -mb-6 bg-surface/90 px-6 pt-3 pb-6 backdrop-blur-lg">{children}</div>;
}
