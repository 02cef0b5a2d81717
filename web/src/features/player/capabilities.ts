/** The codecs that this browser plays. The server decides from them how to play a file. */

const candidates = [
  'video/mp4; codecs="avc1.42E01E"',
  'video/mp4; codecs="avc1.4D4028"',
  'video/mp4; codecs="avc1.640033"',
  'video/mp4; codecs="avc1.6E0033"',
  'video/mp4; codecs="hvc1.1.6.L153.B0"',
  'video/mp4; codecs="hvc1.2.4.L153.B0"',
  'video/mp4; codecs="vp09.00.51.08"',
  'video/mp4; codecs="vp09.02.51.10"',
  'video/mp4; codecs="av01.0.13M.08"',
  'video/mp4; codecs="av01.0.13M.10"',
  'audio/mp4; codecs="mp4a.40.2"',
  'audio/mp4; codecs="mp4a.6B"',
  'audio/mp4; codecs="opus"',
  'audio/mp4; codecs="flac"',
  'audio/mp4; codecs="ac-3"',
  'audio/mp4; codecs="ec-3"',
];
// Not Matroska: Chromium opens it, but cannot switch audio tracks in it, and remuxing costs next to nothing.
const files = ['video/webm; codecs="vp8, vorbis"', 'video/webm; codecs="vp09.00.51.08, opus"'];

/** Those of the candidates that the browser plays. */
export function supportedCodecs(
  isSegmentSupported: (type: string) => boolean = (type) =>
    "MediaSource" in window ? MediaSource.isTypeSupported(type) : document.createElement("video").canPlayType(type) === "probably",
  isFileSupported: (type: string) => boolean = (type) => document.createElement("video").canPlayType(type) === "probably",
): string[] {
  return [...candidates.filter(isSegmentSupported), ...files.filter(isFileSupported)];
}
