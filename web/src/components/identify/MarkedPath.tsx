import type { ReviewedFile } from "@/lib/api";
import { fieldNames } from "./fields";
import { marked } from "./marks";

/** A file's path in which the characters that were recognized as title, year or number are marked. */
export function MarkedPath({ file }: { file: ReviewedFile }) {
  return (
    <p className="text-sm font-medium wrap-anywhere">
      {marked(file.path, file.guess?.spans ?? []).map((part, index) =>
        part.fields.length > 0 ? (
          <mark key={index} title={`Read as the ${fieldNames(part.fields)}`} className="rounded bg-accent/15 px-0.5 text-accent">
            {part.text}
          </mark>
        ) : (
          <span key={index}>{part.text}</span>
        ),
      )}
    </p>
  );
}
