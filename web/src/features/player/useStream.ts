import { useCallback, useEffect, useRef, useState } from "react";
import type { Opened } from "@/lib/api";
import { closeSession, openSession, prefetchedSession, takePrefetched } from "./prefetch";

/** What to play: an item, and one of its files (undefined: the first version), from a second on. */
export interface PlaybackTarget {
  itemId: number;
  fileId: number | undefined;
  start: number | undefined;
}

export interface ReopenOptions {
  audioStream?: number;
  /** False: in segments, so that the quality can change. */
  asFile?: false;
  /** False: encoded, since the browser failed to play the original. */
  copyVideo?: false;
}

/** Open another session in place: at another second, with another audio track, or encoded. */
export type Reopen = (at: number, options?: ReopenOptions) => void;

export interface Stream {
  opened: Opened | undefined;
  error: Error | undefined;
  reopen: Reopen;
}

/** Opens a stream session, and closes it when the component unmounts or the page goes away. */
export function useStream({ itemId, fileId, start }: PlaybackTarget): Stream {
  const [opened, setOpened] = useState(() => (fileId === undefined ? prefetchedSession({ id: itemId, start }) : undefined));
  const [error, setError] = useState<Error>();
  /** The sessions that are open, and what the last one was asked for. */
  const current = useRef<{ keys: string[]; attempt: number; options: ReopenOptions }>({ keys: [], attempt: 0, options: {} });

  const open = useCallback(
    async (at: number | undefined) => {
      const mine = ++current.current.attempt;
      setError(undefined);
      try {
        const { audioStream, asFile, copyVideo } = current.current.options;
        const ready = fileId === undefined ? await takePrefetched({ id: itemId, start: at })?.catch(() => undefined) : undefined;
        const session =
          ready ??
          (await openSession(itemId, at, {
            file_id: fileId,
            audio_stream: audioStream,
            ...(asFile === false && { as_file: false }),
            copy_video: copyVideo ?? true,
          }));
        if (mine !== current.current.attempt) {
          closeSession(session.stream_key);
          return;
        }
        current.current.keys.push(session.stream_key);
        setOpened(session);
      } catch (problem) {
        if (mine === current.current.attempt) setError(problem as Error);
      }
    },
    [itemId, fileId],
  );

  // a session is closed once nothing loads from it any more: what feeds the element has been cleaned up before this runs
  useEffect(() => {
    const state = current.current;
    const shown = opened?.stream_key;
    for (const key of state.keys) if (key !== shown) closeSession(key);
    state.keys = state.keys.filter((key) => key === shown);
  }, [opened]);

  useEffect(() => {
    const state = current.current;
    state.options = {};
    // eslint-disable-next-line react-hooks/set-state-in-effect -- opening is a request; its answer is the state
    void open(start);
    const leave = () => {
      for (const key of state.keys.splice(0)) closeSession(key);
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      state.attempt++;
      queueMicrotask(leave); // what feeds the element is cleaned up after this, and before that
    };
  }, [open, start]);

  const reopen = useCallback(
    (at: number, options?: ReopenOptions) => {
      current.current.options = { ...current.current.options, ...options };
      void open(at);
    },
    [open],
  );
  return { opened, error, reopen };
}
