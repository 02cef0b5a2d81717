import type { ReactNode } from "react";
import { usePageTitle } from "@/lib/title";

/** The layout of the pages for users who are not signed in yet. */
export function AuthFrame({ title, page = title, text, children }: { title: string; page?: string; text: string; children: ReactNode }) {
  usePageTitle(page);
  return (
    <main className="grid min-h-dvh place-items-center bg-[radial-gradient(60rem_40rem_at_50%_-10%,color-mix(in_srgb,var(--accent)_22%,transparent),transparent)] px-4 py-10">
      <div className="w-full max-w-md">
        <img src="icon.svg" alt="" className="mx-auto mb-6 size-16" />
        <h1 className="text-center text-xl font-bold tracking-tight">{title}</h1>
        <p className="mt-2 mb-8 text-center text-balance text-soft">{text}</p>
        <div className="rounded-2xl bg-surface p-6 shadow-xl ring-1 ring-line">{children}</div>
      </div>
    </main>
  );
}
