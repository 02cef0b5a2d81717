import type { ReactNode } from "react";
import { usePageTitle } from "@/lib/title";

interface Props {
  title: string;
  /** The title of the browser's tab. */
  page?: string;
  text: string;
  /** Whether the content takes two columns. */
  wide?: boolean;
  children: ReactNode;
}

/** The layout of the pages for signing in and approving. */
export function AuthFrame({ title, page = title, text, wide = false, children }: Props) {
  usePageTitle(page);
  return (
    <main className="grid min-h-dvh place-items-center bg-[radial-gradient(60rem_40rem_at_50%_-10%,color-mix(in_srgb,var(--accent)_22%,transparent),transparent)] px-4 py-10">
      <div className={`w-full ${wide ? "max-w-4xl" : "max-w-md"}`}>
        <img src="icon.svg" alt="" className="mx-auto mb-6 size-16" />
        <h1 className="text-center text-xl font-bold tracking-tight">{title}</h1>
        <p className="mt-2 mb-8 text-center text-balance text-soft">{text}</p>
        <div className={`rounded-2xl bg-surface p-6 shadow-xl ring-1 ring-line ${wide ? "sm:p-8" : ""}`}>{children}</div>
      </div>
    </main>
  );
}
