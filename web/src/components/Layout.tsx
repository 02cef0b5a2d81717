import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useOnline } from "@/lib/online";
import { collectionsQuery, librariesQuery } from "@/lib/queries";
import { useConnection } from "@/lib/remote/connection";
import { MiniPlayer } from "./remote/MiniPlayer";
import { RemoteButton } from "./remote/RemoteButton";
import { SearchBox } from "./SearchBox";
import { LazyUserMenu } from "./UserButton";

/** The header of every page: libraries, search, user menu. */
export function Layout() {
  const online = useOnline();
  const connection = useConnection();
  const isRemote = useLocation().pathname.endsWith("/remote");
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        onClick={(event) => {
          event.preventDefault(); // the <base> element would turn it into another URL
          document.getElementById("main")?.focus();
        }}
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-accent focus:p-3 focus:text-on-accent"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 border-b border-line/60 bg-ground/90 backdrop-blur-lg">
        <div className="page flex h-16 items-center gap-3 md:gap-6">
          <Link to="/" className="flex items-center gap-2.5 text-lg font-bold tracking-tight" aria-label="Dim, home">
            <img src="icon.svg" alt="" className="size-8" />
            <span className="hidden sm:inline">Dim</span>
          </Link>
          <Libraries className="hidden md:flex" />
          <div className="ml-auto flex flex-1 items-center justify-end gap-2">
            <SearchBox />
            <RemoteButton />
            <LazyUserMenu />
          </div>
        </div>
        <Libraries className="page flex pb-2 md:hidden" />
      </header>
      {!online && (
        <p role="status" className="bg-raised px-4 py-2 text-center text-sm">
          You are offline. What is shown may be out of date.
        </p>
      )}
      {online && connection === "lost" && (
        <p role="status" className="bg-raised px-4 py-2 text-center text-sm">
          The server does not answer. Connecting again …
        </p>
      )}
      <main id="main" tabIndex={-1} className="flex-1 pb-16 outline-none">
        <Outlet />
      </main>
      {!isRemote && <MiniPlayer />}
    </div>
  );
}

function Libraries({ className }: { className: string }) {
  const { data: libraries } = useQuery(librariesQuery);
  const { data: collections } = useQuery({ ...collectionsQuery, staleTime: 300_000 });
  const style =
    "shrink-0 max-w-48 truncate rounded-lg px-3 py-1.5 text-sm font-medium text-soft transition hover:text-ink [&.active]:bg-raised [&.active]:text-ink";
  return (
    <nav aria-label="Libraries" className={`no-scrollbar gap-1 overflow-x-auto ${className}`}>
      <Link to="/" className={style} activeOptions={{ exact: true }}>
        Home
      </Link>
      {libraries?.map((library) => (
        <Link key={library.id} to="/library/$id" params={{ id: String(library.id) }} className={style}>
          {library.name}
        </Link>
      ))}
      {libraries && libraries.filter(({ type }) => type !== "movie" && type !== "show").length > 1 && (
        <Link to="/games" className={style}>
          All games
        </Link>
      )}
      {collections && collections.length > 0 && (
        <Link to="/collections" className={style}>
          Collections
        </Link>
      )}
    </nav>
  );
}
