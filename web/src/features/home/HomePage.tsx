import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { Failure } from "@/components/Failure";
import { JoinGroups } from "@/components/remote/JoinGroups";
import { Shelf, ShelfSkeleton } from "@/components/Shelf";
import { homeQuery, librariesQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";

const ScanStatus = lazy(() => import("@/components/ScanStatus").then((loaded) => ({ default: loaded.ScanStatus })));

const NothingYet = lazy(() => import("./NothingYet"));

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
          {home.data.recently_added.length + home.data.continue_watching.length === 0 && <Suspense><NothingYet libraries={libraries.data} /></Suspense>}
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
