import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FolderPlus, ScanSearch, ShieldCheck } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
import { buttonClass } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { JoinGroups } from "@/components/remote/JoinGroups";
import { Shelf, ShelfSkeleton } from "@/components/Shelf";
import { choosesFolders, manages, type Library } from "@/lib/api";
import { homeQuery, librariesQuery, meQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";

const ScanStatus = lazy(() => import("@/components/ScanStatus").then((loaded) => ({ default: loaded.ScanStatus })));

const BEGUN = "dim.home.begun";

/** The home page: continue watching, recently added. */
export function HomePage() {
  usePageTitle("Home");
  const home = useQuery(homeQuery);
  const libraries = useQuery(librariesQuery);
  const begun = home.data && home.data.continue_watching.length > 0;
  useEffect(() => {
    if (begun !== undefined) localStorage.setItem(BEGUN, String(begun));
  }, [begun]);
  const error = home.error ?? libraries.error;
  if (error && !(home.data && libraries.data))
    return (
      <Failure
        error={error}
        retry={() => {
          void home.refetch();
          void libraries.refetch();
        }}
      />
    );
  return (
    <div className="page pt-4">
      <h1 className="sr-only">Home</h1>
      {home.data && libraries.data ? (
        <>
          {libraries.data
            .filter((library) => library.scan?.state === "running")
            .map((library) => (
              <Suspense key={library.id}><ScanStatus library={library} /></Suspense>
            ))}
          <JoinGroups />
          {home.data.recently_added.length + home.data.continue_watching.length === 0 && <Nothing libraries={libraries.data} />}
          <Shelf title="Continue watching" cards={home.data.continue_watching} wide />
          <Shelf title="Recently added" cards={home.data.recently_added} />
        </>
      ) : (
        <Skeleton />
      )}
    </div>
  );
}

/** The shape of the page as it was the last time, so that nothing moves when it is there. */
function Skeleton() {
  return (
    <div aria-busy="true">
      {localStorage.getItem(BEGUN) === "true" && <ShelfSkeleton wide />}
      <ShelfSkeleton />
    </div>
  );
}

function Nothing({ libraries }: { libraries: Library[] }) {
  const { data: me } = useQuery(meQuery);
  const scanning = libraries.some((library) => library.scan?.state === "running");
  if (me && me.age_limit !== null && libraries.length > 0)
    return (
      <EmptyState
        icon={ShieldCheck}
        title="Nothing for you yet"
        text={`Movies and shows that are certified for ${me.age_limit === 0 ? "all ages" : `age ${String(me.age_limit)}`} appear here. Ask the grown-up who looks after Dim.`}
      />
    );
  if (libraries.length > 0 && manages(me))
    return (
      <EmptyState
        icon={ScanSearch}
        title={scanning ? "Scanning …" : "No titles yet"}
        text={scanning ? "Titles appear here as the scan finds them." : "Add files to a library's folder, and their titles appear here automatically."}
      />
    );
  if (libraries.length > 0) return <EmptyState icon={ScanSearch} title="No titles yet" text="Titles that you may watch appear here." />;
  if (!choosesFolders(me)) return <EmptyState icon={FolderPlus} title="No libraries yet" text="Ask the owner of this server to share a library with you." />;
  return (
    <EmptyState icon={FolderPlus} title="Add your first library" text="Choose a folder with movies or shows. Dim identifies what is in it.">
      <Link to="/setup" className={buttonClass("primary")}>
        Add a library
      </Link>
    </EmptyState>
  );
}
