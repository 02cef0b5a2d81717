import { LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { CardSkeleton } from "./MediaCard";

/** What pages show until their code and their data are there. Each has the shape of its page, so that nothing jumps. */

/** Says to screen readers that something loads; what is inside is decoration. */
function Loading({ children }: { children: ReactNode }) {
  return (
    <div aria-busy="true">
      <h1 className="sr-only">Loading</h1>
      {children}
    </div>
  );
}

/** A grid of posters. */
export function GridSkeleton() {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(6.5rem,1fr))] gap-5 sm:grid-cols-[repeat(auto-fill,minmax(10rem,1fr))]">
      {Array.from({ length: 18 }, (_, index) => (
        <CardSkeleton key={index} />
      ))}
    </div>
  );
}

/** A library, or what a search found: a heading over a grid. */
export function GridPageSkeleton() {
  return (
    <Loading>
      <div className="page pt-6">
        <div className="mb-6 flex h-13 flex-col gap-2">
          <div className="h-7 w-48 skeleton rounded" />
          <div className="h-4 w-20 skeleton rounded" />
        </div>
        <GridSkeleton />
      </div>
    </Loading>
  );
}

/** A title's page. */
export function TitleSkeleton() {
  return (
    <Loading>
      <div className="page flex gap-8 pt-28 md:pt-40">
        <div className="hidden aspect-2/3 w-52 skeleton rounded-xl sm:block" />
        <div className="flex flex-1 flex-col justify-end gap-4">
          <div className="h-10 w-2/3 skeleton rounded" />
          <div className="h-4 w-1/3 skeleton rounded" />
          <div className="h-12 w-40 skeleton rounded-lg" />
        </div>
      </div>
    </Loading>
  );
}

/** A page in tabs: settings, the user's account, the fix pages. */
export function TabsSkeleton() {
  return (
    <Loading>
      <div className="page pt-6">
        <div className="mb-4 h-8 w-40 skeleton rounded" />
        <div className="mb-6 flex gap-6 border-b border-line pb-3">
          {Array.from({ length: 3 }, (_, index) => (
            <div key={index} className="h-5 w-20 skeleton rounded" />
          ))}
        </div>
        <div className="flex flex-col gap-4">
          {Array.from({ length: 3 }, (_, index) => (
            <div key={index} className="h-28 skeleton rounded-2xl" />
          ))}
        </div>
      </div>
    </Loading>
  );
}

/** A list of entries in a tab. */
export function ListSkeleton() {
  return (
    <div className="flex flex-col gap-4" aria-busy="true">
      {Array.from({ length: 3 }, (_, index) => (
        <div key={index} className="h-24 skeleton rounded-2xl" />
      ))}
    </div>
  );
}

/** The pages before Dim itself: signing in, registering, setting up. */
export function AuthSkeleton() {
  return (
    <Loading>
      <div className="grid min-h-dvh place-items-center px-4 py-10">
        <div className="flex w-full max-w-md flex-col items-center">
          <img src="icon.svg" alt="" className="mb-6 size-16" />
          <div className="mb-10 h-9 w-56 skeleton rounded" />
          <div className="h-72 w-full skeleton rounded-2xl" />
        </div>
      </div>
    </Loading>
  );
}

/** The player: black, with the spinner that it shows itself while a video loads. */
export function PlayerSkeleton() {
  return (
    <div className="fixed inset-0 grid place-items-center bg-black" role="status">
      <LoaderCircle className="size-14 animate-spin text-white/90" aria-label="Loading" />
    </div>
  );
}

/** Any page, until the server has answered who is signed in. */
export function AppSkeleton() {
  if (window.location.pathname.includes("/play/")) return <PlayerSkeleton />;
  return (
    <Loading>
      <div className="border-b border-line/60">
        <div className="page flex h-16 items-center gap-3">
          <img src="icon.svg" alt="" className="size-8" />
          <div className="ml-auto size-10 skeleton rounded-full" />
        </div>
      </div>
    </Loading>
  );
}
