import type { MediaFile } from "./api";
import { trackName, type NamedTrack } from "./trackName";

interface Stream extends Partial<NamedTrack> {
  type: string;
  codec: string;
  width?: number;
  height?: number;
  channels?: number;
}

const CODECS: Record<string, string> = { h264: "H.264", ac3: "AC-3", eac3: "E-AC-3", mpeg2video: "MPEG-2", mpeg4: "MPEG-4", opus: "Opus", vorbis: "Vorbis", truehd: "TrueHD" };
const CHANNELS: Record<number, string> = { 1: "mono", 2: "stereo", 6: "5.1", 8: "7.1" };
/** Names that fit in a line. */
const MOST_NAMES = 6;

/** The name of a codec as people write it. */
export function codecName(codec: string): string {
  return CODECS[codec] ?? codec.toUpperCase();
}

function shortened(names: string[]): string {
  const different = [...new Set(names)];
  const more = different.length - MOST_NAMES;
  return different.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${String(more)} more` : "");
}

/** The audio tracks of a file: "English AC-3 5.1, English · Commentary AAC stereo". Empty: none. */
export function audioOf(file: Pick<MediaFile, "streams">): string {
  const tracks = (file.streams as unknown as Stream[]).filter((stream) => stream.type === "audio");
  return shortened(
    tracks.map((track) => {
      const name = trackName({ ...track, label: track.title ?? "" });
      return [name, codecName(track.codec), CHANNELS[track.channels ?? 0]].filter(Boolean).join(" ");
    }),
  );
}

/** The video of a file: "1920×1080 HEVC". Undefined: none. */
export function videoOf(file: Pick<MediaFile, "streams">): string | undefined {
  const video = (file.streams as unknown as Stream[]).find((stream) => stream.type === "video");
  return video && `${String(video.width)}×${String(video.height)} ${codecName(video.codec)}`;
}

/** A summary of the streams of a file: "1920×1080 HEVC · English AC-3 5.1 · Subtitles: English, German". */
export function describe(file: MediaFile): string {
  const streams = file.streams as unknown as Stream[];
  const subtitles = [...streams.filter((stream) => stream.type === "subtitle"), ...(file.subtitles as unknown as Stream[])];
  const names = subtitles.map((track) => trackName({ ...track, label: track.title ?? "" })).filter(Boolean);
  return [
    videoOf(file),
    audioOf(file),
    subtitles.length > 0 && (names.length > 0 ? `Subtitles: ${shortened(names)}` : "Subtitles"),
  ]
    .filter(Boolean)
    .join(" · ");
}
