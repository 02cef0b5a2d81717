import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Button } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { Failure } from "@/components/Failure";
import { Field } from "@/components/Field";
import { PlayerIcon } from "@/components/remote/playerIcon";
import { Select } from "@/components/Select";
import { ListSkeleton } from "@/components/skeletons";
import { Switch } from "@/components/Switch";
import { client, isFatal, unwrap, type ServerSettings, type SettingsChange } from "@/lib/api";
import { librariesQuery, meQuery, networkQuery, serverSettingsQuery, usersQuery } from "@/lib/queries";
import { deviceOf, usePlayers } from "@/lib/remote/players";
import { toast } from "@/lib/toast";
import { SecureConnection } from "./SecureConnection";

interface SectionProps {
  settings: ServerSettings;
  /** Whether a setting can be changed here: neither the configuration nor the user's rights forbid it. */
  isOpen: (name: string) => boolean;
  change: (change: SettingsChange) => void;
}

/** How others find the server: its name and addresses, discovery, what DLNA players get, and on which devices it plays. */
export function NetworkTab() {
  const queryClient = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: settings, error, refetch } = useQuery(serverSettingsQuery);
  const change = useMutation({
    mutationFn: (body: SettingsChange) => unwrap(client.PATCH("/api/v1/settings", { body })),
    onSuccess: (changed) => { queryClient.setQueryData(serverSettingsQuery.queryKey, changed); },
    onError: (problem) => toast.error(problem.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: serverSettingsQuery.queryKey }),
  });
  if (isFatal(error, settings)) return <Failure error={error} retry={() => void refetch()} />;
  if (!settings) return <ListSkeleton />;
  const isOpen = (name: string) => settings.sources[name] !== "configuration" && me?.libraries === null;
  const props = { settings, isOpen, change: change.mutate };
  return (
    <div className="flex flex-col gap-4">
      <Addresses />
      <SecureConnection />
      <Name key={settings.server_name} {...props} />
      <Section title="Discovery" settings={settings} names={["discovery"]} action={<Switch label="Discovery" checked={settings.discovery} disabled={!isOpen("discovery")} onChange={(discovery) => { change.mutate({ discovery }); }} />} />
      <Dlna {...props} />
      <Casting {...props} />
    </div>
  );
}

function Section({ title, settings, names, action, children }: { title: string; settings: ServerSettings; names: string[]; action?: ReactNode; children?: ReactNode }) {
  const fixed = names.filter((name) => settings.sources[name] === "configuration");
  return (
    <section aria-label={title} className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <div className="flex items-start justify-between gap-4">
        <div>
          <h2 className="text-lg font-semibold">{title}</h2>
          <p className="mt-1 max-w-2xl text-sm text-soft">{settings.descriptions[names[0] ?? ""]}</p>
        </div>
        {action}
      </div>
      {children}
      {fixed.length > 0 && <p className="mt-3 text-sm text-soft">Set by the server’s configuration ({fixed.map((name) => `DIM_${name.toUpperCase()}`).join(", ")}); change it there.</p>}
    </section>
  );
}

function Addresses() {
  const { data: network } = useQuery(networkQuery);
  if (!network) return null;
  const notes = [...network.obstacles.map((obstacle) => obstacle.text), ...(network.problem ? [`Dim cannot be announced on the network: ${network.problem}.`] : [])];
  return (
    <section aria-label="Addresses" className="rounded-2xl bg-surface p-5 ring-1 ring-line">
      <h2 className="text-lg font-semibold">Addresses</h2>
      <p className="mt-1 text-sm text-soft">{network.addresses.length > 0 ? "Other devices on the network open Dim at:" : "No other device reaches Dim."}</p>
      <ul className="mt-3 flex flex-col gap-1">
        {network.addresses.map((address) => (
          <li key={address}>
            <a href={address} className="font-mono text-sm wrap-anywhere underline decoration-line underline-offset-4 hover:decoration-accent">{address}</a>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className="mt-3 flex items-start gap-2 text-sm wrap-anywhere">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden /> {note}
        </p>
      ))}
    </section>
  );
}

function Name({ settings, isOpen, change }: SectionProps) {
  const [name, setName] = useState(settings.server_name);
  return (
    <Section title="Name" settings={settings} names={["server_name"]}>
      <form
        className="mt-4 flex max-w-md items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = name.trim();
          setName(wanted === "" ? settings.server_name : wanted); // a name that stays as it was is not drawn anew
          change({ server_name: wanted === "" ? null : wanted });
        }}
      >
        <div className="flex-1">
          <Field label="Server name" maxLength={64} value={name} disabled={!isOpen("server_name")} onChange={(event) => { setName(event.target.value); }} />
        </div>
        <Button type="submit" className="h-11" disabled={!isOpen("server_name") || name === settings.server_name}>
          Save
        </Button>
      </form>
    </Section>
  );
}

function Casting({ settings, isOpen, change }: SectionProps) {
  const missing = settings.casting_missing;
  return (
    <Section
      title="Casting"
      settings={settings}
      names={["casting"]}
      action={<Switch label="Casting" checked={settings.casting} disabled={!isOpen("casting") || (missing !== null && !settings.casting)} onChange={(casting) => { change({ casting }); }} />}
    >
      <p className="mt-3 max-w-2xl text-sm text-soft">
        Everyone who may watch then finds them under “Play on …” and steers them from the remote. Devices get what is played from an address in the local network that nobody can guess; it ends with the
        stream.
      </p>
      {settings.casting && missing === null && <FoundDevices />}
      {missing !== null && (
        <p className="mt-3 flex items-start gap-2 text-sm wrap-anywhere">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden /> {missing}
        </p>
      )}
    </Section>
  );
}

/** The devices that were found, as they come and go. */
function FoundDevices() {
  const devices = usePlayers().filter((player) => player.via !== "dim" && player.connected);
  return (
    <div role="status" className="mt-4 text-sm">
      <p className="mb-2 font-medium">{devices.length > 0 ? "Found in your network" : "Looking for devices. None was found yet: check that they are on, and in the same network."}</p>
      <ul aria-label="Devices" className="flex flex-col gap-1.5 empty:hidden">
        {devices.map((device) => (
          <li key={device.id} className="flex min-w-0 items-center gap-2">
            <PlayerIcon kind={device.kind} className="size-4 text-soft" />
            <span className="min-w-0 wrap-anywhere">{device.name}</span>
            <span className="shrink-0 text-soft">{deviceOf(device)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Dlna({ settings, isOpen, change }: SectionProps) {
  const { data: users } = useQuery(usersQuery);
  const { data: libraries } = useQuery(librariesQuery);
  const marked = settings.dlna_libraries;
  const isEmpty = settings.dlna_user === null && marked.length === 0;
  const accounts = [{ value: "", label: "No account: the libraries marked below" }, ...(users ?? []).map((user) => ({ value: String(user.id), label: user.username }))];
  return (
    <Section title="DLNA" settings={settings} names={["dlna", "dlna_user", "dlna_libraries"]} action={<Switch label="DLNA" checked={settings.dlna} disabled={!isOpen("dlna")} onChange={(dlna) => { change({ dlna }); }} />}>
      {settings.dlna && (
        <div className="mt-4 flex max-w-md flex-col gap-4">
          {isOpen("dlna_user") && (
            <Select
              label="Players see what this account sees"
              value={String(settings.dlna_user ?? "")}
              onChange={(id) => { change({ dlna_user: id === "" ? null : Number(id) }); }}
              options={accounts}
            />
          )}
          {settings.dlna_user === null && isOpen("dlna_libraries") && (
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-1.5 text-sm font-medium">Libraries for DLNA</legend>
              {libraries?.map((library) => (
                <Checkbox
                  key={library.id}
                  label={library.name}
                  checked={marked.includes(library.id)}
                  onChange={(on) => { change({ dlna_libraries: on ? [...marked, library.id] : marked.filter((id) => id !== library.id) }); }}
                />
              ))}
            </fieldset>
          )}
          {isEmpty && (
            <p role="status" className="flex items-start gap-2 text-sm">
              <TriangleAlert className="mt-0.5 size-4 shrink-0 text-accent" aria-hidden /> Devices see nothing yet: mark a library, or choose an account.
            </p>
          )}
          <p className="text-sm text-soft">DLNA knows no passwords: everyone in your network sees what you choose here.</p>
        </div>
      )}
    </Section>
  );
}
