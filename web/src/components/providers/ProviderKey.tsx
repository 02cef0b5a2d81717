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
  const page = provider.key_url || provider.url;
  const labels = provider.key_parts.length > 1 ? provider.key_parts : [`Your key for ${provider.label}`];
  const [parts, setParts] = useState(() => labels.map(() => ""));
  const isWhole = parts.every((part) => part.trim());
  const store = useMutation({
    mutationFn: () => unwrap(client.PUT("/api/v1/metadata/provider/{name}/key", { params: { path: { name: provider.name } }, body: { key: parts.map((part) => part.trim()).join(":") } })),
    onSuccess: async () => {
      setParts(labels.map(() => ""));
      toast(`${provider.label} accepts the key.`);
      onDone?.();
      await queryClient.invalidateQueries({ queryKey: ["providers"] });
    },
  });
  return (
    <div className="mt-3 flex flex-col gap-1.5">
      <div className="flex flex-wrap items-end gap-2">
        {labels.map((label, place) => (
          <div key={label} className="flex min-w-40 flex-1 flex-col gap-1.5">
            <label htmlFor={`${id}${String(place)}`} className="text-sm font-medium">
              {label}
            </label>
            <input
              id={`${id}${String(place)}`}
              type="password"
              autoComplete="off"
              className={inputClass}
              value={parts[place]}
              maxLength={1000 / labels.length - 1}
              aria-invalid={store.isError}
              aria-describedby={`${id}about`}
              onChange={(event) => { const { value } = event.currentTarget; setParts(parts.map((part, other) => (other === place ? value : part))); }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                if (isWhole) store.mutate();
              }}
            />
          </div>
        ))}
        <Button kind="primary" className="h-11!" disabled={!isWhole || store.isPending} onClick={() => { store.mutate(); }}>
          <KeyRound className="size-4" aria-hidden /> {store.isPending ? "Testing …" : "Test and store"}
        </Button>
      </div>
      {store.error ? (
        <p role="alert" id={`${id}about`} className="text-sm text-danger">
          {store.error.message}
        </p>
      ) : (
        <p id={`${id}about`} className="text-xs text-soft">
          {labels.length > 1 ? "Get them at" : "Get one at"}{" "}
          <a href={page} target="_blank" rel="noreferrer" className="underline underline-offset-2 hover:text-ink">
            {host(page)}
          </a>
          . {labels.length > 1 ? "They stay on this server and are" : "It stays on this server and is"} never shown again.
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
