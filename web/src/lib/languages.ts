const CODES =
  "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms my nb ne nl pa pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur uz vi zh zu".split(
    " ",
  );

const names = typeof Intl.DisplayNames === "function" ? new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }) : undefined;

/** The English name of a language by its code. */
export function languageName(code: string): string {
  try {
    return names?.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Codes (ISO 639-1, "fil" has none) that one can choose from, by name. */
export const LANGUAGES = [...CODES].sort((a, b) => languageName(a).localeCompare(languageName(b), "en"));
