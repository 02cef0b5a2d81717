import { Popover } from "@base-ui/react/popover";
import { Info } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { IconButton } from "@/components/Button";
import type { Opened } from "@/lib/api";
import { qualityName } from "./hls";
import type { Engine } from "./useEngine";
import { bufferedAhead } from "./useVideoState";

const modes: Record<string, string> = { direct: "Direct play", remux: "Remux", transcode: "Transcode" };
const streams: Record<string, string> = { copy: "original", encode: "encoded", none: "none" };

/** How a session is played while a rendition is shown: an encoded one is a transcode, although the original could be copied. */
export function howItPlays(opened: Pick<Opened, "mode" | "video" | "reasons">, shown: string | undefined): { mode: string; video: string; reasons: string[] } {
  const { mode, video, reasons } = opened;
  if (video !== "copy" || !shown || shown === "original") return { mode, video, reasons };
  return { mode: "transcode", video: "encode", reasons: [...reasons.filter((reason) => !reason.startsWith("The quality was chosen")), `The player shows the quality ${qualityName(shown)}.`] };
}

interface Props {
  opened: Opened;
  engine: Engine;
  video: HTMLVideoElement;
  container: HTMLElement | null;
}

/** How the video is played, why, and how well. */
export function PlaybackInfo({ opened, engine, video, container }: Props) {
  const row = (name: string, value: ReactNode) => (
    <div className="flex justify-between gap-6">
      <dt className="text-soft">{name}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  );
  const now = howItPlays(opened, engine.shown);
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <IconButton label="Playback information" className="text-white hover:bg-white/15 hover:text-white">
            <Info className="size-5" />
          </IconButton>
        }
      />
      <Popover.Portal container={container ?? undefined}>
        <Popover.Positioner side="bottom" align="end" sideOffset={8} collisionPadding={8} className="z-50">
          <Popover.Popup className="w-80 max-w-[90vw] rounded-xl bg-raised p-4 text-sm text-ink shadow-2xl ring-1 ring-line">
            <Popover.Title className="mb-2 font-semibold">{modes[now.mode] ?? now.mode}</Popover.Title>
            <dl className="flex flex-col gap-1">
              {row("Video", streams[now.video])}
              {row("Audio", streams[opened.audio])}
              <Live video={video} engine={engine} row={row} />
            </dl>
            <ul className="mt-3 flex flex-col gap-1 text-soft">
              {now.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Values that change during playback, refreshed every second. */
function Live({ video, engine, row }: { video: HTMLVideoElement; engine: Engine; row: (name: string, value: ReactNode) => ReactNode }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => { tick((before) => before + 1); }, 1000);
    return () => { window.clearInterval(timer); };
  }, []);
  const quality = video.getVideoPlaybackQuality();
  const bandwidth = engine.bandwidth();
  return (
    <>
      {engine.shown && row("Quality", qualityName(engine.shown))}
      {video.videoWidth > 0 && row("Resolution", `${String(video.videoWidth)} × ${String(video.videoHeight)}`)}
      {row("Buffered", `${bufferedAhead(video).toFixed(0)} s`)}
      {bandwidth !== undefined && row("Connection", `${(bandwidth / 1e6).toFixed(1)} Mbit/s`)}
      {quality.totalVideoFrames > 0 && row("Dropped frames", `${String(quality.droppedVideoFrames)} of ${String(quality.totalVideoFrames)}`)}
    </>
  );
}
