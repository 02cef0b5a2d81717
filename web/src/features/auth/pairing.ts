import { client, unwrap } from "@/lib/api";
import type { components } from "@/lib/schema";

/** A request for approval: the code to show, and the secret to poll with. */
export type PairingRequest = components["schemas"]["DeviceAuthorization"];
export type Outcome = "approved" | "denied";

const SLOW_DOWN = 5;

/**
 * Asks for the approval of another device and waits for it; with the approval the server gives the browser a cookie.
 *
 * A request that expires, or that a restart of the server lost, is followed by another one; `show` gets each. Throws ProblemError if the
 * server takes none, and AbortError when `signal` ends it.
 */
export async function requestApproval(signal: AbortSignal, show: (request: PairingRequest) => void): Promise<Outcome> {
  for (;;) {
    const request = await unwrap(client.POST("/api/v1/auth/device", { body: {}, signal }));
    signal.throwIfAborted();
    show(request);
    const outcome = await poll(request, signal);
    if (outcome) return outcome;
  }
}

/** Polls until the request is decided (RFC 8628, 3.4). Undefined: it has expired. */
async function poll(request: PairingRequest, signal: AbortSignal): Promise<Outcome | undefined> {
  const endsAt = Date.now() + request.expires_in * 1000;
  let interval = request.interval;
  while (Date.now() < endsAt) {
    await pause(interval * 1000, signal);
    const body = { device_code: request.device_code };
    const answer = await client.POST("/api/v1/auth/device/token", { body, signal }).catch(() => undefined); // the server may be back soon
    signal.throwIfAborted();
    if (answer?.response.ok) return "approved";
    const error = answer?.error?.error;
    if (error === "access_denied") return "denied";
    if (error === "expired_token") return undefined;
    if (error === "slow_down") interval += SLOW_DOWN;
  }
  return undefined;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(signal.reason as Error); };
    const timer = setTimeout(() => { signal.removeEventListener("abort", stop); resolve(); }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
