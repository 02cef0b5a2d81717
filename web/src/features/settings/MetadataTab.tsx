import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheckBig, CircleDashed, ExternalLink, Globe, HardDrive, KeyRound, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Failure } from "@/components/Failure";
import { Confirm } from "@/components/Modal";
import { ProviderKey } from "@/components/providers/ProviderKey";
import { ListSkeleton } from "@/components/skeletons";
import { client, isFatal, unwrap, type Library, type ProviderEntry } from "@/lib/api";
import { librariesQuery, providersQuery } from "@/lib/queries";
import { titleKind } from "@/lib/sources";
import { toast } from "@/lib/toast";

/** The metadata providers: what they send and give, their keys, and which libraries use them. */
export function MetadataTab() {
  const { data: providers, error, refetch } = useQuery(providersQuery);
  const { data: libraries } = useQuery(librariesQuery);
  if (isFatal(error, providers)) return <Failure error={error} retry={() => void refetch()} />;
  if (!providers) return <ListSkeleton />;
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-start gap-2 rounded-xl bg-good/10 p-4 text-sm">
        <ShieldCheck className="mt-0.5 size-4 shrink-0 text-good" aria-hidden />
        <span>Nothing leaves this machine unless you switch a provider on: for each library, under Libraries. Only titles, years and ids are sent, never paths or names of files.</span>
      </p>
      {providers.map((provider) => (
        provider.error ? <BrokenProvider key={provider.name} provider={provider} /> : <Provider key={provider.name} provider={provider} libraries={libraries?.filter((library) => library.providers.includes(provider.name) && provider.kinds.includes(titleKind(library.type))) ?? []} />
      ))}
    </div>
  );
}

/** A provider of a third party that is installed but cannot be loaded. */
function BrokenProvider({ provider }: { provider: ProviderEntry }) {
  return (
    <section aria-label={provider.label} className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <h2 className="text-lg font-semibold">{provider.label}</h2>
      <p className="mt-1 text-sm text-danger wrap-anywhere">It is installed but cannot be loaded: {provider.error}</p>
    </section>
  );
}

function Provider({ provider, libraries }: { provider: ProviderEntry; libraries: Library[] }) {
  const [entering, setEntering] = useState(false);
  const isOn = libraries.length > 0;
  const Icon = provider.is_network ? Globe : HardDrive;
  return (
    <section aria-label={provider.label} className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-60 flex-1">
          <h2 className="text-lg font-semibold">{provider.label}</h2>
          <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-soft">
            <span className="flex items-center gap-1.5">
              <Icon className="size-4" aria-hidden /> {provider.is_network ? "Over the internet" : "On this machine"}
            </span>
            <State provider={provider} isOn={isOn} />
          </p>
        </div>
        <Actions provider={provider} onEnter={() => { setEntering(!entering); }} />
      </div>
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-soft">Gives</dt>
        <dd>{provider.gives}</dd>
        <dt className="text-soft">Sends</dt>
        <dd>{provider.sends || "Nothing."}</dd>
        <dt className="text-soft">Used by</dt>
        <dd>{isOn ? libraries.map((library) => library.name).join(", ") : "No library"}</dd>
        <dt className="text-soft">Credit</dt>
        <dd>
          <a href={provider.url} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1 underline decoration-line underline-offset-4 hover:decoration-accent">
            {provider.attribution} <ExternalLink className="size-3.5 shrink-0 text-soft" aria-hidden />
          </a>
        </dd>
      </dl>
      {provider.name === "imdb" && !provider.is_ready && (
        <p className="mt-3 text-sm text-soft">
          There is no index yet. Make one of the files that you downloaded: <code className="rounded bg-raised px-1 py-0.5">dim metadata import-imdb FILES…</code>
        </p>
      )}
      {(entering || (provider.key === "missing" && isOn)) && <ProviderKey provider={provider} onDone={() => { setEntering(false); }} />}
    </section>
  );
}

const KEYS: Record<string, string> = { missing: "Needs your key", stored: "Key stored", set: "Key set by a setting of the server" };

function State({ provider, isOn }: { provider: ProviderEntry; isOn: boolean }) {
  return (
    <>
      <span className={`flex items-center gap-1.5 ${isOn && provider.is_ready ? "text-good" : ""}`}>
        {isOn && provider.is_ready ? <CircleCheckBig className="size-4" aria-hidden /> : <CircleDashed className="size-4" aria-hidden />}
        {isOn ? (provider.is_ready ? "On" : "Not ready") : "Off"}
      </span>
      {provider.needs_key && (
        <span className={`flex items-center gap-1.5 ${provider.key === "missing" && isOn ? "text-danger" : ""}`}>
          <KeyRound className="size-4" aria-hidden /> {KEYS[provider.key] ?? ""}
        </span>
      )}
    </>
  );
}

function Actions({ provider, onEnter }: { provider: ProviderEntry; onEnter: () => void }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const path = { path: { name: provider.name } };
  const test = useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/metadata/provider/{name}/test", { params: path })),
    onSuccess: () => toast(`${provider.label} answers.`),
    onError: (error) => toast.error(error.message),
  });
  const remove = useMutation({
    mutationFn: () => unwrap(client.PUT("/api/v1/metadata/provider/{name}/key", { params: path, body: { key: "" } })),
    onSuccess: () => toast("The key is removed."),
    onError: (error) => toast.error(error.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["providers"] }),
  });
  return (
    <div className="flex flex-wrap gap-2">
      {provider.needs_key && provider.key !== "set" && <Button onClick={onEnter}>{provider.key === "stored" ? "Replace key" : "Enter key"}</Button>}
      {provider.key === "stored" && (
        <Button kind="danger" onClick={() => { setAsking(true); }}>
          Remove key
        </Button>
      )}
      {provider.is_network && provider.is_ready && (
        <Button kind="quiet" disabled={test.isPending} onClick={() => { test.mutate(); }}>
          {test.isPending ? "Testing …" : "Test"}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`Remove the key of ${provider.label}?`}
        text="Libraries keep what is known; nothing new is asked for."
        action="Remove"
        onConfirm={() => { remove.mutate(); }}
      />
    </div>
  );
}
