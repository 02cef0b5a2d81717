import { Tabs } from "@base-ui/react/tabs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { meQuery } from "@/lib/queries";
import { LibrariesTab } from "./LibrariesTab";
import { PlayingTab } from "./PlayingTab";
import { UsersTab } from "./UsersTab";

const tabs = [
  { value: "libraries", label: "Libraries", panel: LibrariesTab },
  { value: "playing", label: "Playing now", panel: PlayingTab },
  { value: "users", label: "Users", panel: UsersTab },
];

/** Looking after the server; for the owner. */
export function SettingsPage() {
  const { tab = "libraries" } = useSearch({ from: "/users/framed/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const { data: me } = useQuery(meQuery);
  if (me && me.role !== "owner")
    return <EmptyState icon={Lock} title="The owner looks after this server" text="Theme and sign-out are in the menu at the top." />;
  return (
    <div className="page pt-6">
      <h1 className="mb-4 text-xl font-bold tracking-tight">Settings</h1>
      <Tabs.Root value={tab} onValueChange={(value: string) => void navigate({ search: { tab: value }, replace: true })}>
        <Tabs.List className="mb-6 flex no-scrollbar gap-1 overflow-x-auto border-b border-line">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab
              key={value}
              value={value}
              className="-mb-px shrink-0 border-b-2 border-transparent px-4 py-3 text-sm font-semibold text-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink"
            >
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, panel: Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </div>
  );
}
