import { socket } from "./socket";

/**
 * The server's clock, as NTP estimates one (RFC 5905): the sample with the shortest round trip counts. Time is measured by a clock that
 * nobody sets (`performance.now`); it may stand still while the device sleeps, which the next sample shows.
 */

interface Sample {
  offset: number;
  trip: number;
}

const KEPT = 8;
const AT_FIRST = 5;
const APART_MS = 150;
const EVERY_MS = 15_000;
/** Seconds by which clocks drift apart between samples. */
const TOLERANCE = 0.05;

let samples: Sample[] = [];

/** The best of some samples: the one with the shortest round trip. */
export function best(of: Sample[]): Sample | undefined {
  return of.reduce<Sample | undefined>((found, other) => (!found || other.trip < found.trip ? other : found), undefined);
}

/** The samples that still hold after another one: none, if a clock has moved since. */
export function after(earlier: Sample[], sample: Sample): Sample[] {
  const known = best(earlier);
  const hasMoved = known !== undefined && Math.abs(known.offset - sample.offset) > (known.trip + sample.trip) / 2 + TOLERANCE;
  return [...(hasMoved ? [] : earlier), sample].slice(-KEPT);
}

const here = () => performance.now() / 1000;

/** The time by the server's clock, in seconds. */
export function serverNow(): number {
  return here() + (best(samples)?.offset ?? performance.timeOrigin / 1000);
}

/** The round trip to the server, in seconds. */
export function roundTrip(): number {
  return best(samples)?.trip ?? 0.1;
}

async function measure() {
  const sent = here();
  const { now } = (await socket.ask("ping", { sent })) as { now: number };
  const received = here();
  return { offset: now - (sent + received) / 2, trip: received - sent };
}

/** Keep measuring, until the returned function is called. */
export function followClock(): () => void {
  let timer: number | undefined;
  let count = 0;
  let run = 0; // what is on its way when another run begins, or none does, is of no use
  const next = (of: number) => {
    void measure()
      .then((sample) => { if (of === run) samples = after(samples, sample); })
      .catch(() => undefined)
      .finally(() => { if (of === run) timer = window.setTimeout(next, ++count < AT_FIRST ? APART_MS : EVERY_MS, of); });
  };
  const stop = socket.on("open", () => {
    window.clearTimeout(timer);
    samples = []; // the server may be another one
    count = 0;
    next(++run);
  });
  timer = window.setTimeout(next, 0, run);
  return () => {
    stop();
    window.clearTimeout(timer);
    run += 1;
  };
}
