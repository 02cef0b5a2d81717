import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { Fingerprint } from "@/components/Fingerprint";
import { PlainHttpLacks } from "@/components/PlainHttpLacks";
import { networkQuery } from "@/lib/queries";

const MODES: Record<string, string> = {
  files: "The certificate comes from your own files.",
  local: "The certificate is signed by this server’s own authority, which each device has to install once.",
  acme: "The certificate comes from a public authority and renews by itself.",
};

/** HTTPS: whether it is on, where, and how devices come to trust it. */
export function SecureConnection() {
  const { data: network } = useQuery(networkQuery);
  if (!network) return null;
  const { secure } = network;
  return (
    <section aria-label="Secure connection" className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <h2 className="text-lg font-semibold">Secure connection</h2>
      <p className="mt-1 mb-4 max-w-2xl text-sm text-soft">
        {secure.mode === null ? "HTTPS is off. Set DIM_TLS=local for devices at home, or DIM_TLS=acme if this server has a domain, and restart Dim." : MODES[secure.mode]}
      </p>
      <div className="flex flex-col gap-4">
        {secure.problem && (
          <p className="flex items-start gap-2 text-sm wrap-anywhere">
            <TriangleAlert className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden /> {secure.problem}
          </p>
        )}
        <div className="flex flex-col gap-6 sm:flex-row sm:items-start">
          <div className="flex min-w-0 flex-1 flex-col gap-4">
            {secure.addresses.length > 0 && (
              <ul aria-label="Addresses by HTTPS" className="flex flex-col gap-1">
                {secure.addresses.map((address) => (
                  <li key={address}>
                    <a href={address} className="font-mono text-sm wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-accent">{address}</a>
                  </li>
                ))}
              </ul>
            )}
            {secure.expires && <p className="text-sm text-soft">Valid until {new Date(secure.expires).toLocaleDateString(undefined, { dateStyle: "long" })}.</p>}
            {secure.authority && (
              <div>
                <p className="mb-1 text-sm font-medium">Fingerprint of the authority (SHA-256)</p>
                <Fingerprint value={secure.authority} />
              </div>
            )}
            {secure.authority && (
              <p className="text-sm">
                <Link to="/secure" className="underline decoration-line underline-offset-4 hover:decoration-accent">How to install it on a device</Link>
              </p>
            )}
          </div>
          {secure.qr_svg && secure.install_url && (
            <figure className="mx-auto w-44 shrink-0 sm:mx-0">
              <img alt={`QR code: ${secure.install_url}`} className="w-full rounded-xl bg-white" src={`data:image/svg+xml,${encodeURIComponent(secure.qr_svg)}`} />
              <figcaption className="mt-2 text-center text-sm text-balance text-soft">Scan with a phone to install the authority.</figcaption>
            </figure>
          )}
        </div>
        <PlainHttpLacks />
      </div>
    </section>
  );
}
