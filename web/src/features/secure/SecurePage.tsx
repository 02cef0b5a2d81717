import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ChevronDown, Download, ExternalLink, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Fingerprint } from "@/components/Fingerprint";
import { PlainHttpLacks } from "@/components/PlainHttpLacks";
import { base } from "@/lib/api";
import { wellKnownQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { deviceOf, DEVICES, type Device } from "./devices";

/** How a device comes to open Dim by HTTPS: where the authority is, how to install it, where to go then. Needs no sign-in. */
export function SecurePage() {
  usePageTitle("Secure connection");
  const { data: server, error, refetch } = useQuery(wellKnownQuery);
  const mine = deviceOf(navigator.userAgent, navigator.maxTouchPoints);
  if (error && !server) return <Failure error={error} retry={() => void refetch()} />;
  if (!server) return <main className="min-h-dvh" />;
  const isSecure = window.location.protocol === "https:";
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-2xl flex-col gap-4 px-4 py-10">
      <img src="icon.svg" alt="" className="mx-auto size-16" />
      <h1 className="mt-2 text-center text-xl font-bold tracking-tight">Secure connection</h1>
      <p className="mb-4 text-center text-balance text-soft">{introduction(isSecure, server.https, server.authority !== null)}</p>
      {isSecure && (
        <a href={`${base}/`} className={`${buttonClass("primary")} mx-auto`}>
          <ShieldCheck className="size-4" aria-hidden /> Open Dim
        </a>
      )}
      {!isSecure && <PlainHttpLacks />}
      {server.authority && (
        <>
          <Step number={1} title="Install the authority on this device">
            <div className="flex flex-col divide-y divide-line">
              {DEVICES.map((device) => (
                <Instructions key={device.name} device={device} isOpen={device === mine} />
              ))}
            </div>
          </Step>
          <Step number={2} title="Compare the fingerprint">
            <p className="mb-3 text-sm text-soft">The device shows the SHA-256 fingerprint in the certificate’s details. Settings → Network and the server’s start-up banner show the same:</p>
            <Fingerprint value={server.authority} />
            <p className="mt-3 text-sm text-soft">The authority can only vouch for names and addresses in a home network, for no site of the internet.</p>
          </Step>
        </>
      )}
      {!isSecure && server.https_url && (
        <Step number={server.authority ? 3 : undefined} title="Open Dim by HTTPS">
          <a href={server.https_url} className={buttonClass("primary")}>
            <ExternalLink className="size-4 shrink-0" aria-hidden /> <span className="wrap-anywhere">{server.https_url}</span>
          </a>
        </Step>
      )}
      {!isSecure && (
        <a href={`${base}/`} className="mx-auto inline-flex min-h-11 items-center gap-2 text-sm text-soft underline decoration-line underline-offset-4 hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden /> Back to Dim
        </a>
      )}
    </main>
  );
}

function introduction(isSecure: boolean, hasHttps: boolean, hasAuthority: boolean): string {
  if (isSecure) return "This device already opens Dim by HTTPS.";
  if (hasAuthority) return "Three steps, once for each device. Then everything that is sent is encrypted, and Dim can be installed as an app.";
  return hasHttps ? "This server has a certificate that browsers trust." : "HTTPS is off on this server. Its owner can switch it on.";
}

function Step({ number, title, children }: { number: number | undefined; title: string; children: ReactNode }) {
  return (
    <section className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <h2 className="mb-3 flex items-center gap-3 text-lg font-semibold">
        {number !== undefined && <span aria-hidden className="grid size-7 shrink-0 place-items-center rounded-full bg-raised text-sm tabular-nums">{number}</span>}
        {title}
      </h2>
      {children}
    </section>
  );
}

function Instructions({ device, isOpen }: { device: Device; isOpen: boolean }) {
  return (
    <details open={isOpen} className="group py-1">
      <summary className="flex min-h-11 cursor-pointer items-center justify-between font-medium">
        {device.name} <ChevronDown className="size-4 text-soft transition group-open:rotate-180" aria-hidden />
      </summary>
      <a href={`${base}/.well-known/dim/${device.file}`} download={device.file === "ca.crt" ? device.file : undefined} className={`${buttonClass(isOpen ? "primary" : "plain")} mt-1`}>
        <Download className="size-4" aria-hidden /> {device.action}
      </a>
      <ol className="mt-3 mb-4 flex list-decimal flex-col gap-2 pl-5 text-sm text-soft">
        {device.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </details>
  );
}
