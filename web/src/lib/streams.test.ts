import { expect, it } from "vitest";
import type { MediaFile } from "./api";
import { audioOf, codecName, describe, videoOf } from "./streams";

const file = (streams: object[], subtitles: object[] = []) => ({ streams, subtitles }) as unknown as MediaFile;
const video = { type: "video", codec: "h264", width: 1920, height: 1080 };
const english = { type: "audio", codec: "ac3", channels: 6, language: "en" };

it.each([
  ["h264", "H.264"],
  ["hevc", "HEVC"],
  ["eac3", "E-AC-3"],
])("writes codecs as people do: %s", (codec, name) => {
  expect(codecName(codec)).toBe(name);
});

it("names languages, commentary and subtitles", () => {
  const commentary = { type: "audio", codec: "aac", channels: 2, language: "de", commentary: true };
  expect(describe(file([video, english, commentary, { type: "subtitle", codec: "srt", language: "fr", forced: true }], [{ language: "en" }]))).toBe(
    "1920×1080 H.264 · English AC-3 5.1, German (commentary) AAC stereo · Subtitles: French (forced), English",
  );
  expect(describe(file([video, { type: "subtitle", codec: "srt" }]))).toBe("1920×1080 H.264 · Subtitles");
  expect(describe(file([]))).toBe("");
  expect(videoOf(file([english]))).toBeUndefined();
});

it("shortens long lists, and says the same only once", () => {
  const tracks = ["en", "de", "fr", "it", "es", "pl", "nl", "sv"].map((language) => ({ type: "audio", codec: "aac", language }));
  expect(audioOf(file([...tracks, ...tracks]))).toBe("English AAC, German AAC, French AAC, Italian AAC, Spanish AAC, Polish AAC and 2 more");
});
