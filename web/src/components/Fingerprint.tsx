/** The SHA-256 fingerprint of a certificate, in groups that people can compare. */
export function Fingerprint({ value }: { value: string }) {
  return (
    <p className="font-mono text-xs leading-relaxed text-soft wrap-anywhere">
      <span className="sr-only">Fingerprint: </span>
      {value.split(":").map((pair, index) => (
        <span key={index} className={index % 4 === 3 ? "mr-2.5 inline-block" : "mr-1 inline-block"}>{pair}</span>
      ))}
    </p>
  );
}
