import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { PageTabs } from "@/components/PageTabs";
import { manages } from "@/lib/api";
import { meQuery } from "@/lib/queries";
import { usePageTitle } from "@/lib/title";
import { ExportTab } from "./ExportTab";
import { LibrariesTab } from "./LibrariesTab";
import { MetadataTab } from "./MetadataTab";
import { NetworkTab } from "./NetworkTab";
import { PlayingTab } from "./PlayingTab";
import { UsersTab } from "./UsersTab";

const tabs = [
  { value: "libraries", label: "Libraries", panel: LibrariesTab },
  { value: "metadata", label: "Metadata", panel: MetadataTab },
  { value: "playing", label: "Playing now", panel: PlayingTab },
  { value: "network", label: "Network", panel: NetworkTab },
  { value: "users", label: "Users", panel: UsersTab },
  { value: "export", label: "Export and import", panel: ExportTab },
];

/** The settings of the server; for owners and admins. */
export function SettingsPage() {
  const { tab = "libraries" } = useSearch({ from: "/users/framed/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const { data: me } = useQuery(meQuery);
  usePageTitle(`${tabs.find((other) => other.value === tab)?.label ?? "Libraries"} · Settings`);
  if (me && !manages(me))
    return <EmptyState icon={Lock} title="For owners and admins only" text="Your account and the theme are in the menu at the top right." />;
  return (
    <div className="page pt-6">
      <h1 className="mb-4 text-xl font-bold tracking-tight">Settings</h1>
      <PageTabs tabs={tabs} value={tab} onChange={(value) => void navigate({ search: { tab: value }, replace: true })} />
    </div>
  );
}
