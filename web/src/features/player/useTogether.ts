import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { followClock, serverNow } from "@/lib/remote/clock";
import { askGroup, currentGroup, join, leaveGroup, reportReady, targetAt, useGroup, type Group } from "@/lib/remote/group";
import { toast } from "@/lib/toast";

const CHECK_MS = 100;
/** Seconds apart that nobody notices. */
const CLOSE = 0.015;
/** Seconds apart from which on a seek is better than another speed. */
const FAR = 0.4;
const MOST_FASTER = 0.05;
/** After a seek, the position needs a moment to be what it says. */
const SETTLE_MS = 1_200;
const SAME_FRAME = 0.03;

/** How fast to play so that a player that is `apart` seconds ahead comes closer: at most 5% slower or faster. */
export function correctedRate(rate: number, apart: number): number {
  if (Math.abs(apart) < CLOSE) return rate;
  return rate * (1 - Math.max(-MOST_FASTER, Math.min(apart, MOST_FASTER)));
}

/** What plays, pauses and seeks: the video itself, or the group in which it is watched. */
/**
 * Whether a player says that it is ready, in a phase of its group. One that catches up with the others by a seek of its own holds them
 * up only if it still has no data after a while (`sinceMoved`, ms); while all are held, it has to be at the same place (`apart`, s).
 */
export function isReady(
  phase: Group["phase"],
  player: { isLoaded: boolean; wasReady: boolean; sinceMoved: number; apart: number },
): boolean {
  if (phase !== "playing") return player.isLoaded && player.apart < 0.5;
  return player.isLoaded || (player.wasReady && player.sinceMoved < SETTLE_MS);
}

export interface Transport {
  play: () => Promise<void>;
  pause: () => Promise<void>;
  /** Pause what plays, or would if nobody waited for data; play what is paused. */
  toggle: () => Promise<void>;
  seek: (time: number) => Promise<void>;
}

interface Parts {
  video: HTMLVideoElement;
  itemId: number;
  /** The group to join, from the page's address. */
  invited: number | undefined;
  isOpen: boolean;
}

/** Watches together: keeps this player where its group is. */
export function useTogether({ video, itemId, invited, isOpen }: Parts): { group: Group | undefined; transport: Transport } {
  const found = useGroup();
  const navigate = useNavigate();
  const group = found?.item_id === itemId ? found : undefined;
  const inGroup = found !== undefined;

  useEffect(() => (inGroup || invited !== undefined ? followClock() : undefined), [inGroup, invited]);
  useEffect(() => {
    if (invited === undefined || currentGroup()?.id === invited) return;
    let tries = 0;
    let timer: number | undefined;
    // the connection of a page that was just opened may not be there yet
    const attempt = () => {
      join(invited).catch((error: unknown) => {
        if (++tries < 8) timer = window.setTimeout(attempt, 250 * tries);
        else toast.error((error as Error).message);
      });
    };
    attempt();
    return () => { window.clearTimeout(timer); };
  }, [invited]);
  useEffect(() => {
    if (found && found.item_id !== itemId) void navigate({ to: "/play/$id", params: { id: String(found.item_id) }, search: { group: found.id, start: 0 }, replace: true });
  }, [found, itemId, navigate]);
  useEffect(() => () => {
    if (currentGroup()?.item_id === itemId) leaveGroup();
  }, [itemId]);

  useSync(video, group, isOpen);

  const isMember = group !== undefined;
  const transport = useMemo<Transport>(
    () =>
      isMember
        ? {
            play: () => askGroup("play"),
            pause: () => askGroup("pause"),
            toggle: () => askGroup(currentGroup()?.phase === "paused" ? "play" : "pause"),
            seek: (position) => askGroup("seek", { position: Math.max(0, position) }),
          }
        : {
            play: () => video.play(),
            pause: () => { video.pause(); return Promise.resolve(); },
            toggle: () => {
              if (video.paused) return video.play();
              video.pause();
              return Promise.resolve();
            },
            seek: (time) => { video.currentTime = time; return Promise.resolve(); },
          },
    [isMember, video],
  );
  return { group, transport };
}

function useSync(video: HTMLVideoElement, group: Group | undefined, isOpen: boolean) {
  const told = useRef("");
  const movedAt = useRef(0);
  /** The group in which this player has been ready. */
  const readyIn = useRef<number>(undefined);
  const blocked = useRef(false);
  const step = useCallback(() => {
    const state = currentGroup();
    if (!state || video.readyState === 0) return;
    const now = serverNow();
    const target = targetAt(state, now);
    const seekTo = (time: number) => {
      if (video.seeking || performance.now() - movedAt.current < SETTLE_MS) return;
      movedAt.current = performance.now();
      video.currentTime = time;
    };
    const isHeld = !state.playing || now < state.at;
    if (isHeld) {
      // a pause may lie ahead, so that all stop at the same picture
      if (!video.paused && now >= state.at) video.pause();
      if (video.paused && Math.abs(video.currentTime - target) > SAME_FRAME) seekTo(target);
    } else if (video.ended) return;
    else {
      if (video.paused && !blocked.current)
        void video.play().catch((error: unknown) => { blocked.current = (error as Error).name === "NotAllowedError"; });
      const apart = video.currentTime - target;
      if (Math.abs(apart) > FAR) seekTo(target + 0.1);
      else if (!video.seeking) {
        const rate = correctedRate(state.rate, apart);
        if (Math.abs(video.playbackRate - rate) > 0.001) video.playbackRate = rate;
      }
    }
    const isLoaded = video.readyState >= 3 && !video.seeking;
    if (isLoaded) readyIn.current = state.id;
    const ready = isReady(state.phase, {
      isLoaded,
      wasReady: readyIn.current === state.id,
      sinceMoved: performance.now() - movedAt.current,
      apart: Math.abs(video.currentTime - target),
    });
    const report = `${String(state.id)} ${String(state.version)} ${String(ready)}`;
    if (report !== told.current) {
      told.current = report;
      reportReady(state.version, ready);
    }
  }, [video]);

  // at the moment for which a command is meant, and then now and then
  const at = group?.at;
  const version = group?.version;
  useEffect(() => {
    if (version === undefined || !isOpen) return;
    step();
    const ahead = at === undefined ? 0 : (at - serverNow()) * 1000;
    const start = ahead > 0 ? window.setTimeout(step, ahead) : undefined;
    const timer = window.setInterval(step, CHECK_MS);
    const events = ["seeked", "canplay", "playing", "waiting", "stalled"];
    for (const name of events) video.addEventListener(name, step);
    return () => {
      window.clearTimeout(start);
      window.clearInterval(timer);
      for (const name of events) video.removeEventListener(name, step);
    };
  }, [video, at, version, isOpen, step]);

  // a click lets a browser play that did not want to before
  useEffect(() => {
    const allow = () => { blocked.current = false; };
    window.addEventListener("pointerdown", allow);
    window.addEventListener("keydown", allow);
    return () => {
      window.removeEventListener("pointerdown", allow);
      window.removeEventListener("keydown", allow);
    };
  }, []);
}
