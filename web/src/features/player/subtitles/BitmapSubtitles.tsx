import type { Cue } from "@/lib/api";
import { useActive } from "./useCues";
import { useVideoBox } from "./useVideoBox";

/** Bitmap subtitles (Blu-ray, DVD, DVB), at their original position. */
export function BitmapSubtitles({ video, cues, offset }: { video: HTMLVideoElement; cues: Cue[]; offset: number }) {
  const active = useActive(video, cues, offset);
  const box = useVideoBox(video);
  if (!box) return null;
  return (
    <div data-testid="bitmap-subtitles" className="pointer-events-none absolute inset-0">
      {active.map((cue) => {
        const [width = 1, height = 1] = cue.canvas ?? [video.videoWidth, video.videoHeight];
        // a video whose black bars were cropped is smaller than the canvas of its subtitles
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
              // never outside the screen
              left: Math.max(0, Math.min(left, box.width + 2 * box.left - size.width)),
              top: Math.max(0, Math.min(top, box.height + 2 * box.top - size.height)),
            }}
          />
        );
      })}
    </div>
  );
}
