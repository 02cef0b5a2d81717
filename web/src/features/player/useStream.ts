import { useCallback, useEffect, useRef, useState } from "react";
import { base, type Opened } from "@/lib/api";
import { openSession, preparedSession, takePrepared } from "./prepared";

export interface What {
  mediaId: number;
  fileId: number | undefined;
  start: number | undefined;
}

export interface ReopenOptions {
  audioStream?: number;
  /** In segments, so that the quality can be changed. */
  asFile?: false;
  /** Encoded: the browser failed to play it as it is. */
  copyVideo?: false;
}

/** Open another session in place: at another second, with another sound, in another form. */
export type Reopen = (at: number, options?: ReopenOptions) => void;

export interface Stream {
  opened: Opened | undefined;
  error: Error | undefined;
  reopen: Reopen;
}

/** Opens a stream session for something, and closes it at the end. */
export function useStream({ mediaId, fileId, start }: What): Stream {
  const [opened, setOpened] = useState(() => (fileId === undefined ? preparedSession({ id: mediaId, start }) : undefined));
  const [error, setError] = useState<Error>();
  const current = useRef<{ key?: string; attempt: number; options: ReopenOptions }>({ attempt: 0, options: {} });

  const open = useCallback(
    async (at: number | undefined) => {
      const mine = ++current.current.attempt;
      const previous = current.current.key;
      current.current.key = undefined;
      setError(undefined);
      try {
        const { audioStream, asFile, copyVideo } = current.current.options;
        const ready = fileId === undefined ? await takePrepared({ id: mediaId, start: at })?.catch(() => undefined) : undefined;
        const session =
          ready ??
          (await openSession(mediaId, at, {
            file_id: fileId,
            audio_stream: audioStream,
            as_file: asFile ?? true,
            copy_video: copyVideo ?? true,
          }));
        if (mine !== current.current.attempt) {
          close(session.stream_key);
          return;
        }
        current.current.key = session.stream_key;
        setOpened(session);
      } catch (problem) {
        if (mine === current.current.attempt) setError(problem as Error);
      }
      if (previous) close(previous);
    },
    [mediaId, fileId],
  );

  useEffect(() => {
    const state = current.current;
    state.options = {};
    // eslint-disable-next-line react-hooks/set-state-in-effect -- opening is a request; its answer is the state
    void open(start);
    const leave = () => {
      if (state.key) close(state.key);
      state.key = undefined;
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      state.attempt++;
      leave();
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

/** End a session, also while the page is going away. */
function close(key: string) {
  void fetch(`${base}/api/v1/stream-session/${key}`, { method: "DELETE", keepalive: true }).catch(() => undefined);
}
