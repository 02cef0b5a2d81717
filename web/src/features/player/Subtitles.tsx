import { useEffect, useRef, useState } from "react";

interface Props {
  video: HTMLVideoElement | null;
  /** The WebVTT file to show, or nothing. */
  url: string | undefined;
  language: string | undefined;
  raised: boolean;
}

/** Subtitles over the picture. The browser reads the track and says when; we draw, so that they stay clear of the controls. */
export function Subtitles({ video, url, language, raised }: Props) {
  const lines = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    const place = lines.current;
    if (!video || !url || !place) return;
    const element = document.createElement("track");
    element.kind = "subtitles";
    element.srclang = language ?? "";
    element.src = url;
    const show = () => {
      const cues = [...(element.track.activeCues ?? [])] as VTTCue[];
      place.replaceChildren(
        ...cues.map((cue) => {
          const line = document.createElement("p");
          line.append(cue.getCueAsHTML());
          return line;
        }),
      );
    };
    const broken = () => {
      setFailed(url);
    };
    video.append(element);
    element.track.mode = "hidden"; // loaded and timed, not drawn
    element.track.addEventListener("cuechange", show);
    element.addEventListener("error", broken);
    return () => {
      element.track.removeEventListener("cuechange", show);
      element.removeEventListener("error", broken);
      element.remove();
      place.replaceChildren();
    };
  }, [video, url, language]);
  return (
    <>
      <div
        ref={lines}
        data-testid="subtitles"
        lang={language}
        className={`cue pointer-events-none absolute inset-x-[6%] text-center text-[clamp(1.1rem,2.6vw,3rem)] leading-snug font-medium text-white transition-[bottom] ${raised ? "bottom-32" : "bottom-[7%]"}`}
      />
      {url && failed === url && (
        <p role="alert" className="absolute top-20 left-1/2 -translate-x-1/2 rounded-lg bg-black/80 px-4 py-2 text-sm text-white">
          These subtitles cannot be read.
        </p>
      )}
    </>
  );
}
