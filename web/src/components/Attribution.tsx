import { attributions } from "@/lib/metadata";

/** Says which providers gave the data of a page, as their terms ask for. Nothing if none did. */
export function Attribution({ known }: { known: Parameters<typeof attributions>[0] }) {
  const shown = attributions(known);
  if (shown.length === 0) return null;
  return (
    <p className="border-t border-line/60 pt-4 text-xs text-soft">
      {shown.map(({ source, text, url }) => (
        <span key={source} className="mr-2">
          {url ? (
            <a href={url} target="_blank" rel="noreferrer" className="underline decoration-line underline-offset-2 hover:text-ink">
              {text}
            </a>
          ) : (
            text
          )}
        </span>
      ))}
    </p>
  );
}
