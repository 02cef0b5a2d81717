import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState, type ButtonHTMLAttributes, type Ref } from "react";
import { meQuery } from "@/lib/queries";
import { Avatar } from "./Avatar";

const load = () => import("./UserMenu");
const UserMenu = lazy(load);

/** Load the code of the user's menu before it is opened. */
export function prefetchUserMenu() {
  void load().catch(() => undefined);
}

/** The user's avatar as a button that opens the menu. */
export function UserButton(props: ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }) {
  const { data: me } = useQuery(meQuery);
  return (
    <button type="button" aria-haspopup="menu" {...props} aria-label={`Menu of ${me?.username ?? "the user"}`} className="shrink-0 rounded-full">
      <Avatar user={me} className="size-10 text-sm" />
    </button>
  );
}

/** The user's button; the menu behind it, which is large, is loaded when it is opened for the first time. */
export function LazyUserMenu() {
  const [isOpened, setOpened] = useState(false);
  const button = <UserButton aria-expanded={false} onPointerEnter={prefetchUserMenu} onFocus={prefetchUserMenu} onClick={() => { setOpened(true); }} />;
  return isOpened ? (
    <Suspense fallback={button}>
      <UserMenu />
    </Suspense>
  ) : (
    button
  );
}
