// What an image shows until it is loaded. Decodes thumbhashes (https://evanw.github.io/thumbhash/, MIT, Evan Wallace).

const PREFIX = "thumbhash:";
const SIDE = 32;

/** A `url(…)` of a placeholder as the API gives it, for CSS; undefined where there is none, or it is none that is known. */
export function placeholderImage(placeholder: string): string | undefined {
  if (placeholder.startsWith("data:image/")) return `url(${placeholder})`;
  if (!placeholder.startsWith(PREFIX)) return undefined;
  try {
    const hash = Uint8Array.from(atob(placeholder.slice(PREFIX.length)), (letter) => letter.charCodeAt(0));
    return `url(data:image/bmp;base64,${btoa(String.fromCharCode(...bitmap(hash)))})`;
  } catch {
    return undefined;
  }
}

/** The waves of one channel: their amplitudes follow in the hash as nibbles, in the order of their frequencies. */
interface Channel {
  columns: number;
  rows: number;
  waves: number[];
}

/** A Windows bitmap of a thumbhash: the simplest format that every browser shows. Throws: it is broken, or has transparency. */
function bitmap(hash: Uint8Array): Uint8Array {
  const header = at(hash, 0) | (at(hash, 1) << 8) | (at(hash, 2) << 16);
  const more = at(hash, 3) | (at(hash, 4) << 8);
  if (header >> 23) throw new Error("A thumbhash with transparency");
  const isLandscape = more >> 15 === 1;
  const columns = Math.max(3, isLandscape ? 7 : more & 7);
  const rows = Math.max(3, isLandscape ? more & 7 : 7);
  let nibble = 10;
  const channel = (columns: number, rows: number, scale: number): Channel => {
    const waves: number[] = [];
    for (let y = 0; y < rows; y++)
      for (let x = y ? 0 : 1; x * rows < columns * (rows - y); x++, nibble++)
        waves.push((((at(hash, nibble >> 1) >> ((nibble & 1) << 2)) & 15) / 7.5 - 1) * scale);
    return { columns, rows, waves };
  };
  const light = channel(columns, rows, ((header >> 18) & 31) / 31);
  const yellow = channel(3, 3, (((more >> 3) & 63) / 63) * 1.25);
  const red = channel(3, 3, (((more >> 9) & 63) / 63) * 1.25);
  const ratio = (isLandscape ? 7 : Math.max(1, more & 7)) / (isLandscape ? Math.max(1, more & 7) : 7);
  const width = ratio > 1 ? SIDE : Math.max(4, Math.round((SIDE * ratio) / 4) * 4); // rows of a bitmap end at multiples of four bytes
  const height = ratio > 1 ? Math.max(1, Math.round(SIDE / ratio)) : SIDE;
  const file = new Uint8Array(54 + width * height * 3);
  const view = new DataView(file.buffer);
  file.set([0x42, 0x4d]);
  view.setUint32(2, file.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, -height, true); // the first row first
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0, place = 54; y < height; y++)
    for (let x = 0; x < width; x++, place += 3) {
      const across = (x + 0.5) / width, down = (y + 0.5) / height;
      const l = (header & 63) / 63 + value(light, across, down);
      const p = ((header >> 6) & 63) / 31.5 - 1 + value(yellow, across, down);
      const q = ((header >> 12) & 63) / 31.5 - 1 + value(red, across, down);
      const blue = l - (2 / 3) * p;
      const redPart = (3 * l - blue + q) / 2;
      file.set([blue, redPart - q, redPart].map((part) => Math.round(255 * Math.min(1, Math.max(0, part)))), place);
    }
  return file;
}

/** What a channel's waves add up to at a place, both from 0 to 1. */
function value({ columns, rows, waves }: Channel, across: number, down: number): number {
  let sum = 0;
  let index = 0;
  for (let y = 0; y < rows; y++)
    for (let x = y ? 0 : 1; x * rows < columns * (rows - y); x++)
      sum += (waves[index++] ?? 0) * 2 * Math.cos(Math.PI * x * across) * Math.cos(Math.PI * y * down);
  return sum;
}

function at(hash: Uint8Array, index: number): number {
  const byte = hash[index];
  if (byte === undefined) throw new RangeError("A thumbhash that ends too early");
  return byte;
}
