import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { LogOut, Settings, UserRound } from "lucide-react";
import { useState } from "react";
import { client, manages } from "@/lib/api";
import { meQuery } from "@/lib/queries";
import { setTheme, storedTheme, type Theme } from "@/lib/theme";
import { UserButton } from "./UserButton";
import { Menu, MenuChoice, MenuItem, MenuLink } from "./Menu";

/** The user menu, initially open: account, settings, theme, sign out. */
export default function UserMenu() {
  const { data: me } = useQuery(meQuery);
  const queryClient = useQueryClient();
  const router = useRouter();
  const [theme, choose] = useState<Theme>(storedTheme);
  const signOut = async () => {
    await client.DELETE("/api/v1/auth/session");
    queryClient.clear();
    await router.navigate({ to: "/login" });
  };
  return (
    <Menu
      defaultOpen
      trigger={<UserButton />}
    >
      <p className="truncate px-3 py-2 text-sm font-semibold">{me?.name ?? me?.username}</p>
      <MenuLink render={<Link to="/profile" />}>
        <UserRound className="size-4" /> Your account
      </MenuLink>
      {manages(me) && (
        <MenuLink render={<Link to="/settings" />}>
          <Settings className="size-4" /> Settings
        </MenuLink>
      )}
      <MenuChoice<Theme>
        label="Theme"
        value={theme}
        onChange={(next) => {
          setTheme(next);
          choose(next);
        }}
        options={[
          { value: "dark", label: "Dark" },
          { value: "light", label: "Light" },
          { value: "system", label: "System" },
        ]}
      />
      <MenuItem onSelect={() => { void signOut(); }}>
        <LogOut className="size-4" /> Sign out
      </MenuItem>
    </Menu>
  );
}
