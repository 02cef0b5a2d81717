import { LoaderCircle, ShieldCheck } from "lucide-react";
import { useEffect, useState } from "react";
import type { components } from "@/lib/schema";
import type { Challenge } from "@/lib/proofOfWork";

type HowToRegister = components["schemas"]["HowToRegister"];

/** The form fields in which captcha services put their response. */
const answers = ["recaptcha2", "g-recaptcha-response", "h-captcha-response", "cf-turnstile-response"];

/** The captcha response in a form. */
export function proofIn(form: FormData): string | undefined {
  return answers.map((name) => form.get(name)).find((value) => typeof value === "string" && value !== "") as string | undefined;
}

/** A captcha: a proof of work by this browser, or the widget of a service. */
export function Captcha({ how }: { how: HowToRegister }) {
  if (how.service) return <Service service={how.service} />;
  if (how.work) return <Work challenge={how.work as unknown as Challenge} />;
  return null;
}

function Work({ challenge }: { challenge: Challenge }) {
  const [proof, setProof] = useState("");
  useEffect(() => {
    const worker = new Worker(new URL("../../lib/proofOfWork.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<string>) => { setProof(event.data); };
    worker.postMessage(challenge);
    return () => { worker.terminate(); };
  }, [challenge]);
  const Icon = proof ? ShieldCheck : LoaderCircle;
  return (
    <p role="status" className="flex items-center gap-2 rounded-lg bg-raised px-3 py-2.5 text-sm text-soft">
      <Icon className={`size-4 shrink-0 ${proof ? "text-good" : "animate-spin text-accent"}`} aria-hidden />
      {proof ? "Verified that you are human." : "Verifying that you are human …"}
      <input type="hidden" name="recaptcha2" value={proof} />
    </p>
  );
}

function Service({ service }: { service: { site_key: string; script: string } }) {
  useEffect(() => {
    const script = document.createElement("script");
    script.src = service.script;
    script.async = true;
    document.head.append(script);
    return () => { script.remove(); };
  }, [service.script]);
  return <div className="g-recaptcha h-captcha cf-turnstile" data-sitekey={service.site_key} />;
}
