import { Users } from "lucide-react";
import { IconButton } from "@/components/Button";
import { Menu, MenuChoice, MenuItem } from "@/components/Menu";
import { begin, leaveGroup, steerGroup, type Group } from "@/lib/remote/group";
import { ownPlayer } from "@/lib/remote/players";
import { toast } from "@/lib/toast";
import { light } from "./menus";

interface Props {
  itemId: number;
  video: HTMLVideoElement;
  group: Group | undefined;
  container: HTMLElement | null;
  /** What is watched. */
  title: string | undefined;
}

function roleOf({ player, host }: Group["members"][number]): string {
  const roles = [...(player === ownPlayer() ? ["you"] : []), ...(host ? ["host"] : [])];
  return roles.length > 0 ? ` (${roles.join(", ")})` : "";
}

/** Begins a group that watches together, or shows the one that this player is in. */
export function TogetherMenu({ itemId, video, group, container, title }: Props) {
  const start = () => {
    const plays = !video.paused;
    begin(itemId, video.currentTime, false)
      .then(() => { if (plays) steerGroup("play"); })
      .catch((error: unknown) => { toast.error((error as Error).message); });
  };
  return (
    <Menu
      side="top"
      container={container}
      trigger={
        <IconButton label="Watch together" className={group ? "text-[#ffab5c]! hover:bg-white/15" : light}>
          <Users className="size-5" />
        </IconButton>
      }
    >
      {group ? (
        <>
          <div className="max-w-72 px-3 pt-2">
            <p className="text-xs font-medium text-soft">Watching together</p>
            <p className="line-clamp-2 text-sm font-semibold wrap-anywhere">{title ?? group.name}</p>
          </div>
          <ul aria-label="Members" className="max-w-72 px-3 py-2 text-sm text-soft">
            {group.members.map((member) => (
              <li key={member.player} className="flex justify-between gap-4 py-0.5">
                <span className="min-w-0 truncate">
                  {member.user}
                  {roleOf(member)}
                </span>
                <span className="shrink-0">{member.late ? "catching up" : member.ready ? "" : "waiting"}</span>
              </li>
            ))}
          </ul>
          {group.may_control && (
            <MenuChoice
              label="Who plays, pauses and seeks"
              value={group.host_only}
              onChange={(on) => { steerGroup("host_only", { on }); }}
              options={[
                { value: false, label: "Everyone" },
                { value: true, label: "Only the host" },
              ]}
            />
          )}
          <MenuItem onSelect={leaveGroup}>Leave the group</MenuItem>
        </>
      ) : (
        <>
          <p className="max-w-64 px-3 pt-2 pb-1 text-sm text-soft">Others see it on their home page, and join with one click. Play, pause and seek go for all.</p>
          <MenuItem onSelect={start}>
            <Users className="size-4" aria-hidden /> Watch together
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
