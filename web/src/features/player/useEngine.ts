import Hls from "hls.js";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Opened } from "@/lib/api";
import { deviceSettings, keepOnDevice } from "@/lib/device";
import { AHEAD, levelOf, nameOf, rememberBandwidth } from "./hls";
import { nativeUrl, loadSegments, playsNatively, takeEngine } from "./mediaElement";
import type { Reopen } from "./useStream";

const MOST_RENEWALS = 3;
const RENEWALS_WITHIN_MS = 60_000;
const RETRY_MS = 2000;

export const AUTOMATIC = "auto";

const WAITING = "The server is encoding as many videos as it can. This one is waiting for its turn.";

export interface Engine {
  failure: string | undefined;
  /** Why nothing plays yet, if known; playback starts automatically. */
  waiting: string | undefined;
  /** The selected quality: "auto", or the name of a rendition. */
  quality: string;
  /** The rendition that is currently shown. */
  shown: string | undefined;
  /** Change the audio track; opens another session if the original file is played. */
  chooseAudio: (id: number) => void;
  chooseQuality: (name: string) => void;
  /** The measured bandwidth in bits per second, if known. */
  bandwidth: () => number | undefined;
  /** The server ended the session; the text says who did it, and why. */
  onEnded: (text: string) => void;
}

/** Feeds a video element from a session: the file itself, or HLS. A session that was lost is reopened in place. */
export function useEngine(video: HTMLVideoElement, opened: Opened | undefined, reopen: Reopen, startPaused = false): Engine {
  const hls = useRef<Hls | null>(null);
  const waits = useRef(startPaused);
  const renewals = useRef<number[]>([]);
  const [quality, setQuality] = useState(() => deviceSettings().quality);
  const wanted = useRef(quality);
  const [shown, setShown] = useState<{ key: string; name: string }>();
  const [failed, setFailed] = useState<{ key: string; text: string }>();
  const [queued, setQueued] = useState<string>();

  useEffect(() => {
    if (!opened) return;
    const key = opened.stream_key;
    const fail = (text: string) => { setFailed({ key, text }); };
    /** Open a new session at the same position; give up after several failures within a minute. */
    const renew = (text: string, options: Parameters<Reopen>[1] = {}) => {
      const now = Date.now();
      renewals.current = renewals.current.filter((time) => now - time < RENEWALS_WITHIN_MS);
      if (renewals.current.length >= MOST_RENEWALS) fail(text);
      else {
        renewals.current.push(now);
        reopen(video.currentTime || opened.secs_offset, options);
      }
    };
    const play = () => {
      if (!waits.current) void video.play().catch(() => undefined); // the browser may require a click first; the play button is visible
      waits.current = false;
    };
    return playsNatively(opened)
      ? playUrl(video, opened, play, renew, fail)
      : playSegments(video, opened, { play, renew, fail, wanted: wanted.current, hls, onShown: (name) => { setShown({ key, name }); }, onQueued: (is) => { setQueued(is ? key : undefined); } });
  }, [video, opened, reopen]);

  const chooseAudio = useCallback(
    (id: number) => {
      const engine = hls.current;
      const track = engine?.audioTracks.findIndex((other) => other.url.includes(`/audio/${String(id)}/`)) ?? -1;
      if (engine && track >= 0) engine.audioTrack = track;
      else reopen(video.currentTime, { audioStream: id });
    },
    [video, reopen],
  );
  const chooseQuality = useCallback(
    (name: string) => {
      wanted.current = name;
      setQuality(name);
      keepOnDevice({ quality: name });
      const engine = hls.current;
      if (engine) engine.nextLevel = name === AUTOMATIC ? -1 : levelOf(engine, name);
      else if (name !== AUTOMATIC && name !== "original") reopen(video.currentTime, { asFile: false });
    },
    [video, reopen],
  );
  const bandwidth = useCallback(() => {
    const estimate = hls.current?.bandwidthEstimate;
    return estimate === undefined || !Number.isFinite(estimate) ? undefined : Math.round(estimate);
  }, []);
  const key = opened?.stream_key;
  const onEnded = useCallback(
    (text: string) => {
      hls.current?.stopLoad();
      video.pause();
      if (key) setFailed({ key, text });
    },
    [video, key],
  );
  return {
    failure: failed?.key === opened?.stream_key ? failed?.text : undefined,
    waiting: key !== undefined && queued === key ? WAITING : undefined,
    quality,
    shown: shown?.key === opened?.stream_key ? shown?.name : undefined,
    chooseAudio,
    chooseQuality,
    bandwidth,
    onEnded,
  };
}

type Renew = (text: string, options?: Parameters<Reopen>[1]) => void;

/** The element plays a URL natively: the file, or HLS if the browser supports it (Safari on phones). */
function playUrl(video: HTMLVideoElement, opened: Opened, play: () => void, renew: Renew, fail: (text: string) => void): () => void {
  const start = opened.secs_offset;
  const seek = () => {
    if (start > 0 && Math.abs(video.currentTime - start) > 1) video.currentTime = start;
  };
  const broken = () => {
    const error = video.error;
    if (!error) return;
    void permanentFailure(opened.url).then((gone) => {
      if (gone) fail(gone);
      else if (error.code === MediaError.MEDIA_ERR_NETWORK) renew(error.message || "The connection was interrupted.");
      // the decoder failed: try another form of the video
      else renew(error.message || "The browser could not play this video.", opened.mode === "direct" ? { asFile: false } : { copyVideo: false });
    });
  };
  video.addEventListener("loadedmetadata", seek, { once: true });
  video.addEventListener("error", broken);
  const address = nativeUrl(opened);
  if (!video.src.endsWith(address)) video.src = address; // a prefetched element is loading it already
  play();
  return () => {
    video.removeEventListener("loadedmetadata", seek);
    video.removeEventListener("error", broken);
    video.removeAttribute("src");
    video.load();
  };
}

/** The error that the server gives for a URL that failed, if opening another session would not help. */
async function permanentFailure(url: string): Promise<string | undefined> {
  const answer = await fetch(url, { method: "HEAD" }).catch(() => undefined);
  return answer?.status === 410 ? await problemOf(url) : undefined;
}

interface Segments {
  play: () => void;
  renew: Renew;
  fail: (text: string) => void;
  wanted: string;
  hls: { current: Hls | null };
  onShown: (name: string) => void;
  /** Whether the stream is waiting to be encoded. */
  onQueued: (is: boolean) => void;
}

/** hls.js feeds the element. */
function playSegments(video: HTMLVideoElement, opened: Opened, { play, renew, fail, wanted, hls, onShown, onQueued }: Segments): () => void {
  const ready = takeEngine(video, opened);
  const engine = ready ?? loadSegments(video, opened);
  let recovered = false;
  let retry = 0;
  hls.current = engine;
  engine.config.maxBufferLength = AHEAD; // a prefetched one buffers less
  const begin = () => {
    if (levelOf(engine, wanted) >= 0) engine.loadLevel = engine.startLevel = levelOf(engine, wanted);
    play();
  };
  if (engine.levels.length > 0) begin();
  else engine.on(Hls.Events.MANIFEST_PARSED, begin);
  if (engine.currentLevel >= 0) onShown(nameOf(engine, engine.currentLevel));
  engine.on(Hls.Events.LEVEL_SWITCHED, (_event, data) => { onShown(nameOf(engine, data.level)); });
  engine.on(Hls.Events.FRAG_BUFFERED, () => { onQueued(false); });
  let isOver = false;
  /** Runs once: other requests fail for the same reason while the new session opens. */
  const again = (text: string, options?: Parameters<Reopen>[1]) => {
    if (isOver) return;
    isOver = true;
    engine.stopLoad();
    renew(text, options);
  };
  engine.on(Hls.Events.ERROR, (_event, data) => {
    const status = data.response?.code;
    // the server was restarted and no longer knows the session: none of its URLs will work
    if (status === 404) again("The stream was interrupted and could not be reopened.");
    if (status === 503) onQueued(true);
    if (!data.fatal || isOver) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      if (!recovered) engine.recoverMediaError();
      else again("The browser could not decode this video.", { copyVideo: false });
      recovered = true;
    } else if (status === 503) fail(WAITING);
    else if (status === 410 || status === 422) {
      void problemOf(data.frag?.url ?? data.url ?? opened.url).then((text) => { fail(text ?? "The server could not produce this segment."); });
    } else if (status) again("The stream was interrupted and could not be reopened.");
    else {
      // the server is unreachable: retry, while the buffer plays on
      window.clearTimeout(retry);
      retry = window.setTimeout(() => { engine.startLoad(video.currentTime); }, RETRY_MS);
    }
  });
  // hls.js does not report a decoder that fails in the middle, as Chromium's does after a seek into an open GOP
  const broken = () => {
    if (video.error?.code === MediaError.MEDIA_ERR_DECODE) again("The browser could not decode this video.", { copyVideo: false });
  };
  video.addEventListener("error", broken);
  return () => {
    video.removeEventListener("error", broken);
    window.clearTimeout(retry);
    rememberBandwidth(engine);
    engine.destroy();
    hls.current = null;
  };
}

/** The message of an error response. */
async function problemOf(url: string | undefined): Promise<string | undefined> {
  if (!url) return undefined;
  const answer = await fetch(url).catch(() => undefined);
  if (!answer || answer.ok) return undefined;
  const problem = (await answer.json().catch(() => undefined)) as { detail?: string } | undefined;
  return problem?.detail;
}
