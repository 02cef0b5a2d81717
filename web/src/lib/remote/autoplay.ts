/** Whether the browser lets this page play with sound: most want a touch, a click or a key first. */

export const WANTS_TOUCH = "The browser on that screen wants a touch or a key there before it plays.";
const ANSWER_MS = 300;
const RATE = 8_000;
const SAMPLES = 400;

/** Of the silence: kept, since what was refused is still loading. */
let url: string | undefined;

/** A short silence as a WAV file: 8 bits, mono. */
function silence(): Blob {
  const view = new DataView(new ArrayBuffer(44 + SAMPLES));
  const text = (at: number, value: string) => { [...value].forEach((one, place) => { view.setUint8(at + place, one.charCodeAt(0)); }); };
  text(0, "RIFF");
  view.setUint32(4, 36 + SAMPLES, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // length of the format
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true); // bytes a second
  view.setUint16(32, 1, true); // bytes a frame
  view.setUint16(34, 8, true); // bits a sample
  text(36, "data");
  view.setUint32(40, SAMPLES, true);
  for (let at = 44; at < 44 + SAMPLES; at++) view.setUint8(at, 128);
  return new Blob([view.buffer], { type: "audio/wav" });
}

/** Try it: false if the browser refuses. A browser that does not say within 0.3 s is believed to play. */
export async function mayPlay(): Promise<boolean> {
  if ((navigator.userActivation as UserActivation | undefined)?.hasBeenActive) return true;
  try {
    url ??= URL.createObjectURL(silence());
    await Promise.race([new Audio(url).play(), new Promise((resolve) => { window.setTimeout(resolve, ANSWER_MS); })]);
    return true;
  } catch (error) {
    return (error as Error).name !== "NotAllowedError";
  }
}
