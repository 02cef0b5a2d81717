import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FolderPlus, ScanSearch, ShieldCheck } from "lucide-react";
import { buttonClass } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { choosesFolders, manages, type Library } from "@/lib/api";
import { meQuery } from "@/lib/queries";

/** A home page without titles: why, and what to do. */
export default function NothingYet({ libraries }: { libraries: Library[] }) {
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
