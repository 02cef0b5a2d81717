import { lazy, Suspense, useSyncExternalStore, type ComponentType } from "react";
import { onToastNeeded, toastNeeded } from "@/lib/toast";

const load = () => import("./Toaster");
const Toaster = lazy<ComponentType>(() => load().catch(() => ({ default: () => null })));

/** Load the code that draws messages before there is one. */
export function prefetchToaster() {
  void load().catch(() => undefined);
}

/** Where messages appear. */
export function Toasts() {
  const needed = useSyncExternalStore(onToastNeeded, toastNeeded);
  return needed ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null;
}
