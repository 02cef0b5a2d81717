import { fieldNames } from "@/components/identify/fields";
import { marked } from "@/components/identify/marks";
import type { ReadName } from "@/lib/api";
import { colourOf } from "./reading";

const marks = {
  title: "bg-mark-title/15 decoration-mark-title decoration-solid",
  date: "bg-mark-date/15 decoration-mark-date decoration-double",
  number: "bg-mark-number/15 decoration-mark-number decoration-dashed",
  other: "bg-mark-other/15 decoration-mark-other decoration-dotted",
};

interface Props {
  path: string;
  evidence: ReadName["evidence"];
  /** Characters to stand out: those of the evidence that the mouse is over. */
  pointed: { start: number; end: number } | undefined;
}

/** A path whose characters are coloured and underlined by what they were read as; what speaks against the reading is left out. */
export function ReadPath({ path, evidence, pointed }: Props) {
  const spans = evidence.flatMap(({ field, start, end, weight }) => (start == null || end == null || weight < 0 ? [] : [{ field, start, end }]));
  const parts = marked(path, pointed ? [...spans, { field: "", ...pointed }] : spans);
  return (
    <p className="rounded-xl bg-raised/60 p-4 font-medium wrap-anywhere">
      {parts.map(({ text, fields }, index) => {
        const read = fields.filter(Boolean);
        const colour = colourOf(read[0]);
        const out = fields.includes("") ? "ring-2 ring-accent" : "";
        return colour ? (
          <mark
            key={index}
            title={`Read as the ${fieldNames(read)}`}
            className={`rounded-sm px-0.5 text-ink underline decoration-2 underline-offset-4 ${marks[colour]} ${out}`}
          >
            {text}
          </mark>
        ) : (
          <span key={index} className={`rounded-sm ${out}`}>
            {text}
          </span>
        );
      })}
    </p>
  );
}
