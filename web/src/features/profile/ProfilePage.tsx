import { useNavigate, useSearch } from "@tanstack/react-router";
import { PageTabs } from "@/components/PageTabs";
import { usePageTitle } from "@/lib/title";
import { DevicesTab } from "./DevicesTab";
import { PlaybackTab } from "./PlaybackTab";
import { TokensTab } from "./TokensTab";
import { YouTab } from "./YouTab";

const tabs = [
  { value: "you", label: "Profile", panel: YouTab },
  { value: "playback", label: "Playback", panel: PlaybackTab },
  { value: "devices", label: "Devices", panel: DevicesTab },
  { value: "tokens", label: "Access tokens", panel: TokensTab },
];

/** The user's account. */
export function ProfilePage() {
  const { tab = "you" } = useSearch({ from: "/users/framed/profile" });
  usePageTitle(`${tabs.find((other) => other.value === tab)?.label ?? "Profile"} · Your account`);
  const navigate = useNavigate({ from: "/profile" });
  return (
    <div className="page pt-6">
      <h1 className="mb-4 text-xl font-bold tracking-tight">Your account</h1>
      <PageTabs tabs={tabs} value={tab} onChange={(value) => void navigate({ search: { tab: value }, replace: true })} />
    </div>
  );
}
