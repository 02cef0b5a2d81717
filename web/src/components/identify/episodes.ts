/** The numbers in a text such as "3", "3-5" or "3, 4"; undefined if it is not a list of numbers. */
export function numbers(text: string): number[] | undefined {
  const found: number[] = [];
  for (const part of text.split(/[,\s]+/).filter(Boolean)) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    if (!match) return undefined;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first || last - first >= 100) return undefined;
    for (let number = first; number <= last; number++) found.push(number);
  }
  return found.length > 0 ? found : undefined;
}

/** Numbers as text: "3-5", "3, 7". */
export function asText(found: number[]): string {
  const row = found.every((number, index) => index === 0 || number === (found[index - 1] ?? 0) + 1);
  return row && found.length > 1 ? `${String(found[0])}-${String(found.at(-1))}` : found.join(", ");
}
