import Hls from "hls.js";

const ESTIMATE = "dim.bandwidth";
/** Bits a second that are expected where nothing was measured: players are mostly in the same house. */
const HOUSE = 100_000_000;

/** Seconds that are loaded ahead. */
export const AHEAD = 30;

/** An hls.js that waits to be started: it begins with the quality that it is given, not with the lowest. */
export function createHls(start: number, ahead = AHEAD): Hls {
  return new Hls({
    autoStartLoad: false,
    startPosition: start,
    maxBufferLength: ahead,
    backBufferLength: 60,
    abrEwmaDefaultEstimate: estimated(),
    manifestLoadPolicy: patient(8),
    playlistLoadPolicy: patient(8),
    fragLoadPolicy: {
      default: {
        maxTimeToFirstByteMs: 30_000,
        maxLoadTimeMs: 60_000,
        timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
        errorRetry: {
          maxNumRetry: 6,
          retryDelayMs: 500,
          maxRetryDelayMs: 4000,
          shouldRetry: (config, retries, _timeout, response) =>
            !!config && retries < config.maxNumRetry && (!response?.code || response.code >= 500),
        },
      },
    },
  });
}

function patient(tries: number) {
  return {
    default: {
      maxTimeToFirstByteMs: 30_000,
      maxLoadTimeMs: 30_000,
      timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
      errorRetry: { maxNumRetry: tries, retryDelayMs: 500, maxRetryDelayMs: 4000 },
    },
  };
}

/** The level of a rendition; -1 (automatic) where there is none of that name. */
export function levelOf(engine: Hls, name: string): number {
  return engine.levels.findIndex((level) => level.url.some((url) => url.includes(`/video/${name}/`)));
}

/** The rendition of a level. */
export function nameOf(engine: Hls, level: number): string {
  return /\/video\/([^/]+)\//.exec(engine.levels[level]?.url[0] ?? "")?.[1] ?? "";
}

/** A rendition's name for a person. */
export function qualityName(name: string): string {
  return name === "original" ? "Original" : name;
}

/** What was measured when one played last, for the first segments of the next time. */
function estimated(): number {
  const kept = Number(localStorage.getItem(ESTIMATE));
  return kept > 0 ? kept : HOUSE;
}

/** Remember what was measured. */
export function rememberBandwidth(engine: Hls) {
  if (engine.bandwidthEstimate > 0) localStorage.setItem(ESTIMATE, String(Math.round(engine.bandwidthEstimate)));
}
