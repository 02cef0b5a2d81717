import type { Cue } from "@/lib/api";
import { useActive } from "./useCues";
import { usePictureBox } from "./usePictureBox";

/** Subtitles that are pictures (Blu-ray, DVD, television), where the film's makers put them. */
export function Pictures({ video, cues, offset }: { video: HTMLVideoElement; cues: Cue[]; offset: number }) {
  const active = useActive(video, cues, offset);
  const box = usePictureBox(video);
  if (!box) return null;
  return (
    <div data-testid="picture-subtitles" className="pointer-events-none absolute inset-0">
      {active.map((cue) => {
        const [width, height] = cue.canvas ?? [video.videoWidth, video.videoHeight];
        // as wide as the picture; a film without its black bars is less high than what its subtitles were made for
        const scale = box.width / (width || 1);
        const top = box.top + (box.height - (height || 1) * scale) / 2;
        return (
          <img
            key={`${String(cue.start)} ${String(cue.x)} ${String(cue.y)}`}
            alt=""
            src={`data:image/png;base64,${cue.picture ?? ""}`}
            className="absolute max-w-none"
            style={{
              left: box.left + (cue.x ?? 0) * scale,
              top: top + (cue.y ?? 0) * scale,
              width: (cue.width ?? 0) * scale,
              height: (cue.height ?? 0) * scale,
            }}
          />
        );
      })}
    </div>
  );
}
