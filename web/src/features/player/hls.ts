import Hls from "hls.js";

const ESTIMATE = "dim.bandwidth";
/** Bits per second that are assumed before anything was measured: most players are on the same network. */
const LOCAL_NETWORK = 100_000_000;

/** Seconds to buffer. */
export const AHEAD = 30;

/** A new hls.js that does not load yet. It starts with the given quality instead of the lowest. */
export function createHls(start: number, ahead = AHEAD): Hls {
  return new Hls({
    autoStartLoad: false,
    startPosition: start,
    maxBufferLength: ahead,
    backBufferLength: 60,
    enableWorker: false, // it would come from a blob; segments in fragmented MP4 need next to no work
    // the player draws subtitles itself; hls.js would make track elements of `data:` URLs, which the content security policy forbids
    renderTextTracksNatively: false,
    enableWebVTT: false,
    enableIMSC1: false,
    enableCEA708Captions: false,
    enableID3MetadataCues: false,
    enableEmsgMetadataCues: false,
    enableDateRangeMetadataCues: false,
    abrEwmaDefaultEstimate: estimated(),
    manifestLoadPolicy: retrying(8),
    playlistLoadPolicy: retrying(8),
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

function retrying(tries: number) {
  return {
    default: {
      maxTimeToFirstByteMs: 30_000,
      maxLoadTimeMs: 30_000,
      timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
      errorRetry: { maxNumRetry: tries, retryDelayMs: 500, maxRetryDelayMs: 4000 },
    },
  };
}

/** The level of a rendition; -1 (automatic) if there is none with this name. */
export function levelOf(engine: Hls, name: string): number {
  return engine.levels.findIndex((level) => level.url.some((url) => url.includes(`/video/${name}/`)));
}

/** The rendition of a level. */
export function nameOf(engine: Hls, level: number): string {
  return /\/video\/([^/]+)\//.exec(engine.levels[level]?.url[0] ?? "")?.[1] ?? "";
}

/** The display name of a rendition. */
export function qualityName(name: string): string {
  return name === "original" ? "Original" : name;
}

/** The bandwidth that was measured last, for the first segments. */
function estimated(): number {
  const kept = Number(localStorage.getItem(ESTIMATE));
  return kept > 0 ? kept : LOCAL_NETWORK;
}

/** Remember the measured bandwidth. */
export function rememberBandwidth(engine: Hls) {
  if (engine.bandwidthEstimate > 0) localStorage.setItem(ESTIMATE, String(Math.round(engine.bandwidthEstimate)));
}
