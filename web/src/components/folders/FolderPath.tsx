import { Fragment } from "react";

/** A folder's path, its own name emphasized. A long path wraps after a "/", not within a name. */
export function FolderPath({ path, className = "" }: { path: string; className?: string }) {
  const names = path.split("/");
  const name = names.pop() ?? path;
  return (
    <span dir="ltr" title={path} className={`min-w-0 text-sm wrap-anywhere text-soft ${className}`}>
      {names.map((parent, index) => (
        <Fragment key={index}>
          {parent}/<wbr />
        </Fragment>
      ))}
      <span className="font-medium text-ink">{name}</span>
    </span>
  );
}
