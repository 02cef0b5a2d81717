import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useId, useState } from "react";
import { client, unwrap, type ProviderEntry } from "@/lib/api";
import { toast } from "@/lib/toast";
import { Button } from "../Button";
import { inputClass } from "../Field";

/** Enters a provider's key. The server tests it with one request, stores it, and never shows it again. Not a form: it stands in one. */
export function ProviderKey({ provider, onDone }: { provider: ProviderEntry; onDone?: () => void }) {
  const queryClient = useQueryClient();
  const id = useId();
  const [key, setKey] = useState("");
  const store = useMutation({
    mutationFn: () => unwrap(client.PUT("/api/v1/metadata/provider/{name}/key", { params: { path: { name: provider.name } }, body: { key: key.trim() } })),
    onSuccess: async () => {
      setKey("");
      toast(`${provider.label} accepts the key.`);
      onDone?.();
      await queryClient.invalidateQueries({ queryKey: ["providers"] });
    },
  });
  return (
    <div className="mt-3 flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Your key for {provider.label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          type="password"
          autoComplete="off"
          className={inputClass}
          value={key}
          maxLength={1000}
          aria-invalid={store.isError}
          aria-describedby={`${id}about`}
          onChange={(event) => { setKey(event.currentTarget.value); }}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            if (key.trim()) store.mutate();
          }}
        />
        <Button kind="primary" className="h-11!" disabled={!key.trim() || store.isPending} onClick={() => { store.mutate(); }}>
          <KeyRound className="size-4" aria-hidden /> {store.isPending ? "Testing …" : "Test and store"}
        </Button>
      </div>
      {store.error ? (
        <p role="alert" id={`${id}about`} className="text-sm text-danger">
          {store.error.message}
        </p>
      ) : (
        <p id={`${id}about`} className="text-xs text-soft">
          Get one at{" "}
          <a href={provider.url} target="_blank" rel="noreferrer" className="underline underline-offset-2 hover:text-ink">
            {host(provider.url)}
          </a>
          . It stays on this server and is never shown again.
        </p>
      )}
    </div>
  );
}

function host(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, "");
  } catch {
    return url;
  }
}
