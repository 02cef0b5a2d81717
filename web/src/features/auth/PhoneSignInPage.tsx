import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { Button, buttonClass } from "@/components/Button";
import { clock } from "@/lib/format";
import { AuthFrame } from "./AuthFrame";
import { requestApproval, type PairingRequest } from "./pairing";
import { useArrowKeys } from "./useArrowKeys";
import { returnPath, useSignedIn } from "./useSignIn";

interface Shown {
  request: PairingRequest;
  /** Milliseconds since 1970. */
  endsAt: number;
}

/** Sign in without typing a password: a code to approve on a device that is signed in. */
export function PhoneSignInPage() {
  const { to } = useSearch({ from: "/login/phone" });
  const [attempt, setAttempt] = useState(0);
  useArrowKeys();
  return (
    <AuthFrame wide title="Sign in with your phone" text="Approve this device on a phone or computer that is signed in to Dim. No password needed.">
      <Attempt key={attempt} to={returnPath(to)} again={() => { setAttempt(attempt + 1); }} />
      <Link to="/login" search={{ to }} className={`${buttonClass("quiet")} mt-4 w-full`}>
        Sign in with a password
      </Link>
    </AuthFrame>
  );
}

function Attempt({ to, again }: { to: string; again: () => void }) {
  const router = useRouter();
  const signedIn = useSignedIn();
  const [shown, setShown] = useState<Shown>();
  const [end, setEnd] = useState<string>();
  const enter = useEffectEvent(async () => {
    await signedIn();
    router.history.push(to);
  });
  useEffect(() => {
    const stop = new AbortController();
    requestApproval(stop.signal, (request) => { setShown({ request, endsAt: Date.now() + request.expires_in * 1000 }); })
      .then((outcome) => (outcome === "approved" ? enter() : setEnd("The request was denied on the other device.")))
      .catch((error: unknown) => { if (!stop.signal.aborted) setEnd((error as Error).message); });
    return () => { stop.abort(); };
  }, []);
  if (end)
    return (
      <div className="flex flex-col items-center gap-5 py-6 text-center">
        <p role="alert" className="text-balance">{end}</p>
        <Button kind="primary" large autoFocus onClick={again}>Try again</Button>
      </div>
    );
  return (
    <div className="grid items-center gap-8 sm:grid-cols-[auto_1fr]">
      <div className="mx-auto size-56 overflow-hidden rounded-2xl bg-white sm:size-64 lg:size-72">
        {shown ? (
          <img alt={`QR code: ${shown.request.verification_uri_complete}`} className="size-full" src={`data:image/svg+xml,${encodeURIComponent(shown.request.qr_svg)}`} />
        ) : (
          <div className="size-full skeleton" />
        )}
      </div>
      <ol className="flex min-w-0 flex-col gap-6">
        <li>
          <p className="text-soft">Scan the QR code, or open this address:</p>
          <p className="mt-1 text-lg font-semibold wrap-anywhere">{shown ? shown.request.verification_uri.replace(/^https?:\/\//, "") : "…"}</p>
          {isLoopback && <p className="mt-1 text-sm text-soft">It works on this computer only. On a phone, open Dim by the computer’s address in your network.</p>}
        </li>
        <li>
          <p className="text-soft">Check that it shows this code, or enter it there:</p>
          <p aria-live="polite" className="mt-2 font-mono text-[clamp(2.5rem,13vw,3.25rem)] leading-none font-bold tracking-widest whitespace-nowrap tabular-nums sm:text-2xl lg:text-[5.5rem]">
            {shown ? shown.request.user_code : "…"}
          </p>
          {shown && <Countdown key={shown.endsAt} endsAt={shown.endsAt} />}
        </li>
      </ol>
    </div>
  );
}

/** Whether only this computer reaches the server by the address of this page. */
const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])$/.test(window.location.hostname);

function Countdown({ endsAt }: { endsAt: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 1000);
    return () => { clearInterval(timer); };
  }, []);
  return (
    <p role="timer" className="mt-3 text-sm text-soft tabular-nums">
      A new code comes in {clock(Math.max(0, (endsAt - now) / 1000))}.
    </p>
  );
}
