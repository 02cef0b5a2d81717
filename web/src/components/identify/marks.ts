/** Characters of a path that something was read from; `start` included, `end` excluded, in code points. */
export interface Span {
  field: string;
  start: number;
  end: number;
}

export interface MarkedText {
  text: string;
  /** What its characters were read as, the narrowest span first; empty: nothing. */
  fields: string[];
}

/** A path cut where spans begin and end, so that each part was read as the same fields. Spans may overlap. */
export function marked(path: string, spans: Span[]): MarkedText[] {
  const characters = [...path]; // the server counts code points, not UTF-16 units
  const valid = spans.filter((span) => span.start >= 0 && span.end > span.start && span.end <= characters.length);
  const cuts = [...new Set([0, characters.length, ...valid.flatMap((span) => [span.start, span.end])])].sort((one, other) => one - other);
  const parts: MarkedText[] = [];
  for (const [index, start] of cuts.slice(0, -1).entries()) {
    const end = cuts[index + 1] ?? characters.length;
    const over = valid.filter((span) => span.start <= start && span.end >= end).sort((one, other) => one.end - one.start - (other.end - other.start));
    parts.push({ text: characters.slice(start, end).join(""), fields: [...new Set(over.map((span) => span.field))] });
  }
  return parts;
}
