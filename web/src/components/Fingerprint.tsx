/** The SHA-256 fingerprint of a certificate, in groups that people can compare. */
export function Fingerprint({ value }: { value: string }) {
  return (
    <p className="font-mono text-xs leading-relaxed text-soft wrap-anywhere">
      <span className="sr-only">Fingerprint: </span>
      {(value.match(/[^:]+(:[^:]+){0,3}/g) ?? []).map((group, index) => (
        <span key={index} className="mr-2.5 inline-block">{group.replaceAll(":", " ")} </span>
      ))}
    </p>
  );
}
