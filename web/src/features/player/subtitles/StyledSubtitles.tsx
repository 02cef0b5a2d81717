import JASSUB from "jassub";
import fallback from "jassub/dist/default.woff2?url";
import { useEffect, useRef } from "react";
import type { Cue } from "@/lib/api";

export interface Props {
  video: HTMLVideoElement;
  url: string;
  cues: Cue[];
  offset: number;
}

/** Styled subtitles (ASS), rendered by libass with the fonts attached to the file. */
export default function StyledSubtitles({ video, url, cues, offset }: Props) {
  const renderer = useRef<JASSUB>(undefined);
  const head = useRef("");
  const latest = useRef(cues);

  useEffect(() => {
    const aborted = new AbortController();
    void (async () => {
      const session = url.slice(0, url.indexOf("/subtitles/"));
      const [header, fonts] = await Promise.all([
        fetch(`${url}/header.ass`, { signal: aborted.signal }).then((answer) => answer.text()),
        fetch(`${session}/fonts`, { signal: aborted.signal }).then((answer) => (answer.ok ? (answer.json() as Promise<number[]>) : [])),
      ]);
      head.current = header;
      renderer.current = new JASSUB({
        video,
        subContent: script(header, latest.current),
        // the fallback font first: without it, libass draws nothing until the second frame
        fonts: [fallback, ...fonts.map((number) => `${session}/fonts/${String(number)}`)].map((address) => new URL(address, location.href).href),
        queryFonts: false, // nothing is loaded from other servers
      });
      await draw(renderer.current, video, script(header, latest.current));
    })().catch(() => undefined);
    return () => {
      aborted.abort();
      void renderer.current?.destroy();
      renderer.current = undefined;
    };
  }, [video, url]);

  useEffect(() => {
    latest.current = cues;
    const current = renderer.current;
    if (current) void draw(current, video, script(head.current, cues));
  }, [video, cues]);

  useEffect(() => {
    if (renderer.current) renderer.current.timeOffset = -offset;
  }, [offset]);
  return null;
}

/** Show a script, also while the video is paused: libass draws only with new frames. */
async function draw(renderer: JASSUB, video: HTMLVideoElement, content: string) {
  await renderer.ready;
  await renderer.renderer.setTrack(content);
  if (video.videoWidth)
    await renderer.manualRender(
      { expectedDisplayTime: performance.now(), width: video.videoWidth, height: video.videoHeight, mediaTime: video.currentTime },
      true,
    );
}

const EVENTS = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";

/** A complete ASS script: the header of the track and the events that are loaded. */
export function script(head: string, cues: Cue[]): string {
  const styles = head.split(/^\[Events\]/m)[0] ?? head;
  return `${styles}\n${EVENTS}${cues.map((cue) => cue.event ?? "").join("\n")}\n`;
}
