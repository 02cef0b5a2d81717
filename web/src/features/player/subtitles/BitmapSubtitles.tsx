import type { Cue } from "@/lib/api";
import { useActive } from "./useCues";
import { useVideoBox } from "./useVideoBox";

/** Subtitles that are pictures (Blu-ray, DVD, television), where the film's makers put them. */
export function Pictures({ video, cues, offset }: { video: HTMLVideoElement; cues: Cue[]; offset: number }) {
  const active = useActive(video, cues, offset);
  const box = useVideoBox(video);
  if (!box) return null;
  return (
    <div data-testid="picture-subtitles" className="pointer-events-none absolute inset-0">
      {active.map((cue) => {
        const [width = 1, height = 1] = cue.canvas ?? [video.videoWidth, video.videoHeight];
        // a film without its black bars is smaller than what its subtitles were made for
        const shape = cue.shape ?? width / height;
        const tall = Math.max(box.height, box.width / shape);
        const [across, down] = [(tall * shape) / width, tall / height];
        const size = { width: (cue.width ?? 0) * across, height: (cue.height ?? 0) * down };
        const left = box.left + (box.width - tall * shape) / 2 + (cue.x ?? 0) * across;
        const top = box.top + (box.height - tall) / 2 + (cue.y ?? 0) * down;
        return (
          <img
            key={`${String(cue.start)} ${String(cue.x)} ${String(cue.y)}`}
            alt=""
            src={`data:image/png;base64,${cue.picture ?? ""}`}
            className="absolute max-w-none"
            style={{
              ...size,
              // never beyond the screen, where there are no bars to show it in
              left: Math.max(0, Math.min(left, box.width + 2 * box.left - size.width)),
              top: Math.max(0, Math.min(top, box.height + 2 * box.top - size.height)),
            }}
          />
        );
      })}
    </div>
  );
}
