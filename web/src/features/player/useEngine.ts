import Hls from "hls.js";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Opened } from "@/lib/api";
import { AHEAD, levelOf, nameOf, rememberBandwidth } from "./hls";
import { nativeUrl, loadSegments, playsNatively, takeEngine } from "./mediaElement";
import type { Reopen } from "./useStream";

const MOST_RENEWALS = 3;
const RENEWALS_WITHIN_MS = 60_000;
const RETRY_MS = 2000;

export const AUTOMATIC = "auto";

const WAITING = "This machine encodes as many videos as it can; this one waits for its turn.";

export interface Engine {
  failure: string | undefined;
  /** Why there is nothing yet, where that is known; it goes on by itself. */
  waiting: string | undefined;
  /** The quality that was chosen: "auto", or a rendition's name. */
  quality: string;
  /** The rendition that is being shown. */
  shown: string | undefined;
  /** Change the sound; opens another session where the file is played as it is. */
  chooseAudio: (id: number) => void;
  chooseQuality: (name: string) => void;
  /** Bits a second that came in lately, where that is known. */
  bandwidth: () => number | undefined;
  /** Someone ended the session; the text says who, and why. */
  onEnded: (text: string) => void;
}

/** Feeds a video element from a session: the file itself, or HLS. A session that has ended is opened again in place. */
export function useEngine(video: HTMLVideoElement, opened: Opened | undefined, reopen: Reopen): Engine {
  const hls = useRef<Hls | null>(null);
  const renewals = useRef<number[]>([]);
  const wanted = useRef(AUTOMATIC);
  const [quality, setQuality] = useState(AUTOMATIC);
  const [shown, setShown] = useState<{ key: string; name: string }>();
  const [failed, setFailed] = useState<{ key: string; text: string }>();
  const [queued, setQueued] = useState<string>();

  useEffect(() => {
    if (!opened) return;
    const key = opened.stream_key;
    const fail = (text: string) => { setFailed({ key, text }); };
    /** Open the session again at the same place; what keeps failing is given up. */
    const renew = (text: string, options: Parameters<Reopen>[1] = {}) => {
      const now = Date.now();
      renewals.current = renewals.current.filter((time) => now - time < RENEWALS_WITHIN_MS);
      if (renewals.current.length >= MOST_RENEWALS) fail(text);
      else {
        renewals.current.push(now);
        reopen(video.currentTime || opened.secs_offset, options);
      }
    };
    const play = () => void video.play().catch(() => undefined); // a browser may want a click first; the button is there
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
      const engine = hls.current;
      if (engine) engine.nextLevel = name === AUTOMATIC ? -1 : levelOf(engine, name);
      else if (name !== AUTOMATIC) reopen(video.currentTime, { asFile: false });
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

/** The element plays an address by itself: the file, or HLS where the browser has its own (Safari on phones). */
function playUrl(video: HTMLVideoElement, opened: Opened, play: () => void, renew: Renew, fail: (text: string) => void): () => void {
  const start = opened.secs_offset;
  const seek = () => {
    if (start > 0 && Math.abs(video.currentTime - start) > 1) video.currentTime = start;
  };
  const broken = () => {
    const error = video.error;
    if (!error) return;
    void whatHappened(opened.url).then((gone) => {
      if (gone) fail(gone);
      else if (error.code === MediaError.MEDIA_ERR_NETWORK) renew(error.message || "The connection broke off.");
      // a decoder that gives up gets the film in another form
      else renew(error.message || "The browser could not play it.", opened.mode === "direct" ? { asFile: false } : { copyVideo: false });
    });
  };
  video.addEventListener("loadedmetadata", seek, { once: true });
  video.addEventListener("error", broken);
  const address = nativeUrl(opened);
  if (!video.src.endsWith(address)) video.src = address; // it may be loading already
  play();
  return () => {
    video.removeEventListener("loadedmetadata", seek);
    video.removeEventListener("error", broken);
    video.removeAttribute("src");
    video.load();
  };
}

/** What the server says of an address that failed, if opening it again would not help. */
async function whatHappened(url: string): Promise<string | undefined> {
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
  /** It has to wait for its turn to be encoded, or no longer. */
  onQueued: (is: boolean) => void;
}

/** hls.js feeds the element. */
function playSegments(video: HTMLVideoElement, opened: Opened, { play, renew, fail, wanted, hls, onShown, onQueued }: Segments): () => void {
  const ready = takeEngine(video, opened);
  const engine = ready ?? loadSegments(video, opened);
  let recovered = false;
  let retry = 0;
  hls.current = engine;
  engine.config.maxBufferLength = AHEAD; // it may have begun with less
  const begin = () => {
    if (wanted !== AUTOMATIC) engine.loadLevel = engine.startLevel = levelOf(engine, wanted);
    play();
  };
  if (engine.levels.length > 0) begin();
  else engine.on(Hls.Events.MANIFEST_PARSED, begin);
  if (engine.currentLevel >= 0) onShown(nameOf(engine, engine.currentLevel));
  engine.on(Hls.Events.LEVEL_SWITCHED, (_event, data) => { onShown(nameOf(engine, data.level)); });
  engine.on(Hls.Events.FRAG_BUFFERED, () => { onQueued(false); });
  let isOver = false;
  /** Once: others fail for the same reason while the new session is on its way. */
  const again = (text: string, options?: Parameters<Reopen>[1]) => {
    if (isOver) return;
    isOver = true;
    engine.stopLoad();
    renew(text, options);
  };
  engine.on(Hls.Events.ERROR, (_event, data) => {
    const status = data.response?.code;
    // the server knows nothing of the session any more: it was started anew, and no other address of it will do
    if (status === 404) again("The stream broke off and could not be opened again.");
    if (status === 503) onQueued(true);
    if (!data.fatal || isOver) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      if (!recovered) engine.recoverMediaError();
      else again("This browser's decoder gave up.", { copyVideo: false });
      recovered = true;
    } else if (status === 503) fail(WAITING);
    else if (status === 410 || status === 422) {
      void problemOf(data.frag?.url ?? data.url ?? opened.url).then((text) => { fail(text ?? "The server could not make this part."); });
    } else if (status) again("The stream broke off and could not be opened again.");
    else {
      // the server is away: it may come back, and what is loaded plays on meanwhile
      window.clearTimeout(retry);
      retry = window.setTimeout(() => { engine.startLoad(video.currentTime); }, RETRY_MS);
    }
  });
  // hls.js says nothing of a decoder that gives up in the middle, as Chromium's does after a seek into an open group of pictures
  const broken = () => {
    if (video.error?.code === MediaError.MEDIA_ERR_DECODE) again("This browser's decoder gave up.", { copyVideo: false });
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

/** What a problem's answer says to a person. */
async function problemOf(url: string | undefined): Promise<string | undefined> {
  if (!url) return undefined;
  const answer = await fetch(url).catch(() => undefined);
  if (!answer || answer.ok) return undefined;
  const problem = (await answer.json().catch(() => undefined)) as { detail?: string } | undefined;
  return problem?.detail;
}
