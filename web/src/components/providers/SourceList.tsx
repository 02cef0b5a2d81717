import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronRight, Globe, HardDrive, ShieldCheck } from "lucide-react";
import { useId } from "react";
import { providersQuery } from "@/lib/queries";
import { moved, sourcesOf, switched, type SourceEntry } from "@/lib/sources";
import { IconButton } from "../Button";
import { Switch } from "../Switch";
import { ProviderKey } from "./ProviderKey";

interface Props {
  /** Of the library's titles. */
  kind: string;
  value: string[];
  onChange: (value: string[]) => void;
}

/** Where a library's metadata comes from: sources with switches, the strongest first. */
export function SourceList({ kind, value, onChange }: Props) {
  const { data: providers, error } = useQuery(providersQuery);
  const id = useId();
  const sources = sourcesOf(value, providers ?? [], kind);
  const on = sources.filter((one) => one.isOn).map((one) => one.name);
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div>
        <h3 id={id} className="text-sm font-medium">
          Metadata
        </h3>
        <p className="mt-1.5 flex items-start gap-2 rounded-lg bg-good/10 p-3 text-sm">
          <ShieldCheck className="mt-0.5 size-4 shrink-0 text-good" aria-hidden />
          <span>Nothing leaves this machine unless you switch a provider on. Even then, never a path or the name of a file.</span>
        </p>
      </div>
      {error && !providers && (
        <p role="alert" className="text-sm text-danger">
          {error.message}
        </p>
      )}
      <ol aria-label="Sources, the strongest first" className="flex flex-col gap-2">
        {sources.map((source) => {
          const place = on.indexOf(source.name);
          return (
            <li key={source.name}>
              <Source
                source={source}
                isFirst={place === 0}
                isLast={place === on.length - 1}
                onSwitch={(next) => { onChange(switched(value, source.name, next)); }}
                onMove={(by) => { onChange(moved(value, source.name, by, on)); }}
              />
            </li>
          );
        })}
      </ol>
      {on.length > 1 && <p className="text-sm text-soft">What several sources say is taken from the first of them. What you write yourself always stays.</p>}
    </section>
  );
}

interface SourceProps {
  source: SourceEntry;
  isFirst: boolean;
  isLast: boolean;
  onSwitch: (on: boolean) => void;
  onMove: (by: -1 | 1) => void;
}

function Source({ source, isFirst, isLast, onSwitch, onMove }: SourceProps) {
  const { provider } = source;
  const Icon = source.isNetwork ? Globe : HardDrive;
  return (
    <div className={`rounded-xl border p-3 ${source.isOn ? "border-accent/60 bg-accent/5" : "border-line"}`}>
      <div className="flex items-center gap-3">
        {!source.isFixed && <Switch label={source.label} checked={source.isOn} onChange={onSwitch} />}
        <div className="min-w-0 flex-1">
          <p className="text-sm font-semibold">{source.label}</p>
          <p className="flex items-center gap-1.5 text-xs text-soft">
            <Icon className="size-3.5 shrink-0" aria-hidden />
            {source.isNetwork ? "Over the internet" : "On this machine"}
            {provider?.needs_key && " · needs a key"}
          </p>
        </div>
        {source.isOn && (
          <div className="flex">
            <IconButton label={`Move ${source.label} up`} disabled={isFirst} onClick={() => { onMove(-1); }}>
              <ArrowUp className="size-4" />
            </IconButton>
            <IconButton label={`Move ${source.label} down`} disabled={isLast} onClick={() => { onMove(1); }}>
              <ArrowDown className="size-4" />
            </IconButton>
          </div>
        )}
      </div>
      <details open={source.isOn && source.isNetwork} className="group/about mt-1.5 text-xs">
        <summary className="flex cursor-pointer items-center gap-1 rounded text-soft hover:text-ink">
          <ChevronRight className="size-3.5 shrink-0 transition group-open/about:rotate-90" aria-hidden />
          What it gives{source.sends ? " and sends" : ""}
        </summary>
        <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
          <dt className="text-soft">Gives</dt>
          <dd>{source.gives}</dd>
          {source.sends && (
            <>
              <dt className="text-soft">Sends</dt>
              <dd>{source.sends}</dd>
            </>
          )}
          {provider?.attribution && (
            <>
              <dt className="text-soft">Credit</dt>
              <dd className="text-soft">{provider.attribution}</dd>
            </>
          )}
        </dl>
      </details>
      {provider && source.isOn && <Readiness source={source} />}
    </div>
  );
}

/** What a source still needs. */
function Readiness({ source }: { source: SourceEntry }) {
  const { provider } = source;
  if (!provider) return null;
  if (provider.needs_key && provider.key === "missing") return <ProviderKey provider={provider} />;
  if (provider.name === "imdb" && !provider.is_ready)
    return (
      <p className="mt-2 text-xs text-soft">
        There is no index yet. Make one of the files that you downloaded: <code className="rounded bg-raised px-1 py-0.5">dim metadata import-imdb FILES…</code>
      </p>
    );
  return null;
}
