import { Folder } from "lucide-react";
import { Fragment } from "react";

/** A folder's path, its own name emphasized. A long path wraps after a "/" where it can. */
export function FolderPath({ path, className = "" }: { path: string; className?: string }) {
  const names = path.split("/");
  const name = names.pop() ?? path;
  return (
    <span dir="ltr" title={path} className={`min-w-0 wrap-anywhere text-soft ${className}`}>
      {names.map((parent, index) => (
        <Fragment key={index}>
          {parent}/<wbr />
        </Fragment>
      ))}
      <span className="font-medium text-ink">{name}</span>
    </span>
  );
}

/** A folder's path with an icon before its first line. */
export function FolderLine({ path, className = "text-sm" }: { path: string; className?: string }) {
  return (
    <span className={`flex items-start gap-2 ${className}`}>
      <Folder className="size-[1lh] shrink-0 p-px text-accent" aria-hidden />
      <FolderPath path={path} />
    </span>
  );
}
