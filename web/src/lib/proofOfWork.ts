import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

/** ALTCHA's proof of work, version 2 with SHA-256 (https://altcha.org); without crypto.subtle, which is not available over plain HTTP. */

export interface Challenge {
  parameters: { nonce: string; salt: string; keyPrefix: string };
  signature: string;
}

/** Find the counter whose hash has the prefix of the challenge; returns the payload for the server. */
export function solve(challenge: Challenge): string {
  const { nonce, salt, keyPrefix } = challenge.parameters;
  const head = hexToBytes(salt + nonce);
  const input = new Uint8Array(head.length + 4);
  input.set(head);
  const view = new DataView(input.buffer);
  for (let counter = 0; ; counter++) {
    view.setUint32(head.length, counter);
    const derivedKey = bytesToHex(sha256(input));
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
  }
}
