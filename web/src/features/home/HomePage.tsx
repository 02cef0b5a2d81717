import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FolderPlus, ScanSearch } from "lucide-react";
import { buttonClass } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Failure } from "@/components/Failure";
import { ScanStatus } from "@/components/ScanStatus";
import { Shelf } from "@/components/Shelf";
import { manages } from "@/lib/api";
import { homeQuery, librariesQuery, meQuery } from "@/lib/queries";

/** The home page: continue watching, recently added. */
export function HomePage() {
  const home = useQuery(homeQuery);
  const { data: libraries } = useQuery(librariesQuery);
  if (home.error) return <Failure error={home.error} retry={() => void home.refetch()} />;
  const empty = home.data?.recently_added.length === 0 && home.data.continue_watching.length === 0;
  const scanning = libraries?.filter((library) => library.scan?.state === "running") ?? [];
  return (
    <div className="page pt-4">
      <h1 className="sr-only">Home</h1>
      {scanning.map((library) => (
        <ScanStatus key={library.id} library={library} />
      ))}
      {empty && libraries ? (
        <Nothing hasLibraries={libraries.length > 0} />
      ) : (
        <>
          <Shelf title="Continue watching" cards={home.data ? home.data.continue_watching : []} wide />
          <Shelf title="Recently added" cards={home.data?.recently_added} />
        </>
      )}
    </div>
  );
}

function Nothing({ hasLibraries }: { hasLibraries: boolean }) {
  const { data: me } = useQuery(meQuery);
  if (hasLibraries && manages(me))
    return <EmptyState icon={ScanSearch} title="No titles yet" text="Titles appear here as the scan finds them. Add files to a library's folder, and they appear automatically." />;
  if (hasLibraries) return <EmptyState icon={ScanSearch} title="No titles yet" text="Titles that you may watch appear here." />;
  if (!manages(me)) return <EmptyState icon={FolderPlus} title="No libraries yet" text="Ask the owner of this server to share a library with you." />;
  return (
    <EmptyState icon={FolderPlus} title="Add your first library" text="Choose a folder with movies or shows. Dim identifies what is in it.">
      <Link to="/setup" className={buttonClass("primary")}>
        Add a library
      </Link>
    </EmptyState>
  );
}
