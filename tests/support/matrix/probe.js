// Looks at what a video element really shows and says. Runs in the page.
(bits, tones) => {
  const state = { frames: [], beeps: [], onsets: [], error: null };
  const canvas = document.createElement("canvas");
  canvas.width = bits * 10;
  canvas.height = 4;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let video = null;

  // a VideoFrame carries its own time: when the page is late, what the video shows by now is not what the callback tells of
  const read = (picture) => {
    const { displayWidth: width, displayHeight: height } = picture;
    context.drawImage(picture, 0, 0, width, height / 8, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let number = 0;
    for (let bit = 0; bit < bits; bit++) {
      const at = ((canvas.height / 2) * canvas.width + bit * 10 + 5) * 4;
      if (pixels[at] + pixels[at + 1] + pixels[at + 2] > 384) number += 2 ** bit;
    }
    return number;
  };
  const look = (now, frame) => {
    if (!video.isConnected) return;
    const picture = new VideoFrame(video);
    state.frames.push({ number: read(picture), time: picture.timestamp / 1e6, at: frame.expectedDisplayTime, told: frame.mediaTime });
    picture.close();
    if (state.frames.length > 2000) state.frames.splice(0, 1000);
    video.requestVideoFrameCallback(look);
  };

  // the loudness of every 128 samples, with its time
  const worklet = `registerProcessor("ear", class extends AudioWorkletProcessor {
    constructor() { super(); this.quiet = 0; this.loud = true; }
    process(inputs) {
      const samples = inputs[0][0];
      if (samples) for (let i = 0; i < samples.length; i++) {
        const loud = Math.abs(samples[i]) > 0.1;
        if (loud && !this.loud && this.quiet > 0.4 * sampleRate) this.port.postMessage(currentTime + i / sampleRate);
        if (loud) { this.loud = true; this.quiet = 0; } else if (++this.quiet > 0.05 * sampleRate) this.loud = false;
      }
      return true;
    }
  });`;
  const listen = async () => {
    const audio = new AudioContext({ latencyHint: "interactive" });
    await audio.resume();
    await audio.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: "text/javascript" })));
    const source = audio.createMediaElementSource(video);
    const ear = new AudioWorkletNode(audio, "ear");
    const spectrum = audio.createAnalyser();
    spectrum.fftSize = 4096;
    spectrum.smoothingTimeConstant = 0;
    source.connect(ear);
    source.connect(spectrum);
    source.connect(audio.destination);
    ear.connect(audio.destination);
    ear.port.onmessage = (event) => {
      // when these samples pass by now, the element's own clock says where they belong
      const late = audio.currentTime - event.data;
      state.onsets.push({ at: performance.now() - late * 1000, current: video.currentTime - late * video.playbackRate });
    };
    state.pitch = () => {
      const values = new Float32Array(spectrum.frequencyBinCount);
      spectrum.getFloatFrequencyData(values);
      let best = 0;
      for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
      return values[best] > -60 ? (best * audio.sampleRate) / 4096 : 0;
    };
  };
  state.attach = async () => {
    video = document.querySelector("video");
    video.requestVideoFrameCallback(look);
    await listen().catch((error) => { state.error = String(error); });
  };
  state.renditions = new Set();
  new MutationObserver(() => {
    const name = document.querySelector("[data-rendition]")?.dataset.rendition;
    if (name) state.renditions.add(name);
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-rendition"] });
  state.reset = () => {
    state.frames.length = 0;
    state.onsets.length = 0;
  };
  window.matrix = state;
}
