import { solve, type Challenge } from "./proofOfWork";

self.onmessage = (event: MessageEvent<Challenge>) => {
  self.postMessage(solve(event.data));
};
