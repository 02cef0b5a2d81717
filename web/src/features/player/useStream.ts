import { useCallback, useEffect, useRef, useState } from "react";
import { base, client, unwrap, type Opened } from "@/lib/api";
import { deviceName } from "@/lib/format";
import { supportedCodecs } from "./capabilities";

interface What {
  mediaId: number;
  fileId: number | undefined;
  start: number | undefined;
}

export interface Stream {
  opened: Opened | undefined;
  error: Error | undefined;
  /** Open another session in place: at another second, with another sound. */
  reopen: (at: number, audioStream?: number) => void;
}

/** Opens a stream session for something, and closes it at the end. */
export function useStream({ mediaId, fileId, start }: What): Stream {
  const [opened, setOpened] = useState<Opened>();
  const [error, setError] = useState<Error>();
  const current = useRef<{ key?: string; attempt: number; audio?: number }>({ attempt: 0 });

  const open = useCallback(
    async (at: number | undefined) => {
      const mine = ++current.current.attempt;
      const previous = current.current.key;
      current.current.key = undefined;
      setError(undefined);
      try {
        const session = await unwrap(
          client.POST("/api/v1/stream-session", {
            body: {
              media_id: mediaId,
              file_id: fileId,
              video_offset: at ?? 0,
              audio_stream: current.current.audio,
              supported_codecs: supportedCodecs(),
              device: deviceName(navigator.userAgent),
            },
          }),
        );
        if (mine !== current.current.attempt) {
          close(session.stream_key);
          return;
        }
        current.current.key = session.stream_key;
        setOpened(at === undefined ? session : { ...session, secs_offset: at });
      } catch (problem) {
        if (mine === current.current.attempt) setError(problem as Error);
      }
      if (previous) close(previous);
    },
    [mediaId, fileId],
  );

  useEffect(() => {
    const state = current.current;
    state.audio = undefined;
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
    (at: number, audioStream?: number) => {
      if (audioStream !== undefined) current.current.audio = audioStream;
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
