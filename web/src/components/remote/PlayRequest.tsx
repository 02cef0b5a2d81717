import { lazy, Suspense } from "react";
import { useRequest } from "@/lib/remote/request";

const PlayPrompt = lazy(() => import("./PlayPrompt"));

/** Shows what another screen wants to play or to start here, where the browser wants a touch or a key before it does. */
export function PlayRequest() {
  const request = useRequest();
  return <Suspense>{request && <PlayPrompt key={request.id} request={request} />}</Suspense>;
}
