import { socket } from "./socket";

/** The server's clock, as NTP estimates one (RFC 5905): the sample with the shortest round trip counts. */

interface Sample {
  offset: number;
  trip: number;
}

const KEPT = 8;
const AT_FIRST = 5;
const APART_MS = 150;
const EVERY_MS = 15_000;

let samples: Sample[] = [];

/** The best of some samples: the one with the shortest round trip. */
export function best(of: Sample[]): Sample | undefined {
  return of.reduce<Sample | undefined>((found, other) => (!found || other.trip < found.trip ? other : found), undefined);
}

/** The time by the server's clock, in seconds. */
export function serverNow(): number {
  return Date.now() / 1000 + (best(samples)?.offset ?? 0);
}

/** The round trip to the server, in seconds. */
export function roundTrip(): number {
  return best(samples)?.trip ?? 0.1;
}

async function measure() {
  const sent = Date.now() / 1000;
  const { now } = (await socket.ask("ping", { sent })) as { now: number };
  const received = Date.now() / 1000;
  samples = [...samples, { offset: now - (sent + received) / 2, trip: received - sent }].slice(-KEPT);
}

/** Keep measuring, until the returned function is called. */
export function followClock(): () => void {
  let timer: number | undefined;
  let count = 0;
  const next = () => {
    void measure()
      .catch(() => undefined)
      .finally(() => { timer = window.setTimeout(next, ++count < AT_FIRST ? APART_MS : EVERY_MS); });
  };
  const stop = socket.on("open", () => {
    window.clearTimeout(timer);
    samples = []; // the server may be another one
    count = 0;
    next();
  });
  timer = window.setTimeout(next, 0);
  return () => {
    stop();
    window.clearTimeout(timer);
    timer = undefined;
  };
}
