import { Collapsible } from "@base-ui/react/collapsible";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, FileWarning } from "lucide-react";
import type { Library } from "@/lib/api";
import { count } from "@/lib/format";
import { failedFilesQuery } from "@/lib/queries";

/** The files of a library that cannot be used, and why. */
export function FailedFiles({ library }: { library: Library }) {
  const { data: files } = useQuery(failedFilesQuery(library.id));
  return (
    <Collapsible.Root className="mt-4 border-t border-line pt-3">
      <Collapsible.Trigger className="group flex w-full items-center gap-2 text-sm font-medium">
        <FileWarning className="size-4 text-danger" aria-hidden />
        {count(library.failed, "file")} could not be used
        <ChevronDown className="size-4 transition group-data-[panel-open]:rotate-180" aria-hidden />
      </Collapsible.Trigger>
      <Collapsible.Panel>
        <ul className="mt-3 flex max-h-96 flex-col gap-3 overflow-y-auto text-sm" aria-label="Failed files">
          {files?.map((file) => (
            <li key={file.id}>
              <p className="font-medium break-all">{file.path}</p>
              <p className="text-soft">{file.error}</p>
            </li>
          ))}
        </ul>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
