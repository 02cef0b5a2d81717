import { lazy, Suspense, type ComponentType } from "react";
import type { Cue, SubtitleTrack } from "@/lib/api";
import { languageTag } from "@/lib/format";
import { BitmapSubtitles } from "./BitmapSubtitles";
import type { SubtitleStyle } from "./style";
import type { Props as StyledProps } from "./StyledSubtitles";
import { useActive, useCues } from "./useCues";

const StyledSubtitles = lazy<ComponentType<StyledProps>>(() => import("./StyledSubtitles").catch(() => ({ default: Unreadable })));

/** Also shown if the code that renders them cannot be loaded; playback continues. */
function Unreadable() {
  return (
    <p role="alert" className="absolute top-20 left-1/2 -translate-x-1/2 rounded-lg bg-black/80 px-4 py-2 text-sm text-white">
      These subtitles could not be loaded.
    </p>
  );
}

interface Props {
  video: HTMLVideoElement;
  track: SubtitleTrack | undefined;
  /** Seconds that one request for cues covers. */
  window: number;
  /** Seconds; 0: unknown. */
  duration: number;
  style: SubtitleStyle;
  /** Above the controls. */
  raised: boolean;
}

/** Subtitles over the video: text, styled text (ASS) or bitmaps. */
export function Subtitles({ video, track, window, duration, style, raised }: Props) {
  const { cues, failed } = useCues(video, track, window, duration);
  return (
    <>
      {track?.kind === "text" && <Text video={video} cues={cues} language={languageTag(track.language)} style={style} raised={raised} />}
      {track?.kind === "picture" && <BitmapSubtitles video={video} cues={cues} offset={style.offset} />}
      {track?.kind === "styled" && video && (
        <Suspense>
          <StyledSubtitles key={track.url} video={video} url={track.url} cues={cues} offset={style.offset} />
        </Suspense>
      )}
      {track && failed && <Unreadable />}
    </>
  );
}

const sizes = {
  small: "text-[clamp(0.9rem,2vw,2.2rem)]",
  medium: "text-[clamp(1.1rem,2.6vw,3rem)]",
  large: "text-[clamp(1.4rem,3.6vw,4.2rem)]",
};

function Text({ video, cues, language, style, raised }: { video: HTMLVideoElement; cues: Cue[]; language: string | undefined; style: SubtitleStyle; raised: boolean }) {
  const active = useActive(video, cues, style.offset);
  const lines = (atTop: boolean) =>
    active
      .filter((cue) => (cue.settings === "line:0") === atTop)
      .map((cue) => <Line key={`${String(cue.start)}${cue.text ?? ""}`} text={cue.text ?? ""} boxed={style.boxed} />);
  const place = `cue pointer-events-none absolute inset-x-[6%] text-center leading-snug font-medium text-white ${sizes[style.size]}`;
  return (
    <>
      <div lang={language} className={`${place} top-[7%]`}>
        {lines(true)}
      </div>
      <div data-testid="subtitles" lang={language} className={`${place} transition-[bottom] ${raised ? "bottom-32" : "bottom-[7%]"}`}>
        {lines(false)}
      </div>
    </>
  );
}

/** The text of a cue, parsed as WebVTT by the browser: italics and bold, no other markup. */
function Line({ text, boxed }: { text: string; boxed: boolean }) {
  return (
    <p
      className={boxed ? "mx-auto w-fit bg-black/75 px-3" : ""}
      ref={(element) => {
        element?.replaceChildren(new VTTCue(0, 1, text).getCueAsHTML());
      }}
    />
  );
}
