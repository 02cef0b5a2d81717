import { expect, test } from "vitest";
import { supportedCodecs } from "@/features/player/capabilities";
import { howItPlays } from "@/features/player/PlaybackInfo";
import { deviceSettings, keepOnDevice, needsSegments, setDeviceUser } from "@/lib/device";
import { deviceName } from "@/lib/format";
import { isShortcut } from "@/lib/shortcut";

test("only codecs that the browser plays are reported", () => {
  const chrome = supportedCodecs(
    (type) => /avc1\.(42|4D|64)|mp4a\.40|opus/.test(type),
    () => false,
  );
  expect(chrome).toContain('video/mp4; codecs="avc1.640033"');
  expect(chrome).toContain('audio/mp4; codecs="mp4a.40.2"');
  expect(chrome.join()).not.toMatch(/hvc1|ac-3|webm/);
  expect(supportedCodecs(() => false, () => false)).toEqual([]);
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iOS"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"],
  ["something else", "something else"],
])("a device's name", (agent, name) => {
  expect(deviceName(agent)).toBe(name);
});

test.each([
  [{ mode: "direct", video: "copy" }, undefined, "direct", "copy"],
  [{ mode: "remux", video: "copy" }, "original", "remux", "copy"],
  [{ mode: "remux", video: "copy" }, "480p", "transcode", "encode"],
  [{ mode: "transcode", video: "encode" }, "480p", "transcode", "encode"],
  [{ mode: "transcode", video: "none" }, undefined, "transcode", "none"],
])("how %o plays while %s is shown", (opened, shown, mode, video) => {
  const now = howItPlays({ ...opened, reasons: ["A reason."] }, shown);
  expect([now.mode, now.video, now.reasons[0]]).toEqual([mode, video, "A reason."]);
});

test("settings of a device are kept for each user, and damaged ones are ignored", () => {
  setDeviceUser(1);
  keepOnDevice({ quality: "480p" });
  keepOnDevice({ volume: 0.5, muted: true });
  expect([deviceSettings(), needsSegments()]).toEqual([{ volume: 0.5, muted: true, quality: "480p" }, true]);
  setDeviceUser(2);
  expect([deviceSettings(), needsSegments()]).toEqual([{ volume: 1, muted: false, quality: "auto" }, false]);
  localStorage.setItem("dim.player.2", '{"volume": 7, "quality": 1}');
  expect(deviceSettings()).toEqual({ volume: 1, muted: false, quality: "auto" });
  localStorage.setItem("dim.player.2", "{");
  expect(deviceSettings().volume).toBe(1);
});

test.each([
  ["<button></button>", {}, true],
  ["<input type=range>", {}, true],
  ["<input>", {}, false],
  ["<textarea></textarea>", {}, false],
  ["<select></select>", {}, false],
  ["<div contenteditable><b></b></div>", {}, false],
  ["<p contenteditable=false></p>", {}, true],
  ["<button></button>", { ctrlKey: true }, false],
  ["<div role=dialog></div>", {}, false],
])("a shortcut in %s with %o: %s", (html, keys, expected) => {
  document.body.innerHTML = html;
  let found: boolean | undefined;
  const look = (event: KeyboardEvent) => { found = isShortcut(event); };
  document.addEventListener("keydown", look, { once: true });
  (document.querySelector("b") ?? document.body.firstElementChild)?.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, ...keys }));
  expect(found).toBe(expected);
});
