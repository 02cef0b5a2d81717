import { expect, it } from "vitest";
import { placeholderImage } from "./placeholder";

const POSTER = "thumbhash:VIcGjRyIiI+HeHdYiHiYeIiPh/h4"; // red above, blue below, 400 x 600
const BANNER = "thumbhash:qIgZGZR/hXmHeHiHgIj4h4g="; // white on the left, green on the right, 758 x 140

interface Bitmap {
  width: number;
  height: number;
  pixel: (x: number, y: number) => number[];
}

function decoded(placeholder: string): Bitmap {
  const encoded = /^url\(data:image\/bmp;base64,(.+)\)$/.exec(placeholderImage(placeholder) ?? "")?.[1] ?? "";
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const width = view.getInt32(18, true);
  const pixel = (x: number, y: number) => [...bytes.slice(54 + (y * width + x) * 3, 57 + (y * width + x) * 3)].reverse();
  return { width, height: -view.getInt32(22, true), pixel };
}

it("decodes a thumbhash in the shape and colours of its image", () => {
  const poster = decoded(POSTER);
  expect(poster.height).toBe(32);
  expect(Math.abs(poster.width / poster.height - 2 / 3)).toBeLessThan(0.1);
  for (const [y, near] of [[4, [200, 40, 30]], [27, [20, 40, 160]]] as const)
    for (const [part, value] of near.entries()) expect(Math.abs((poster.pixel(10, y)[part] ?? 999) - value)).toBeLessThan(50);
});

it("decodes a wide one", () => {
  const { width, height, pixel } = decoded(BANNER);
  expect([width, height]).toEqual([32, 5]);
  for (const [x, near] of [[6, [240, 240, 240]], [26, [30, 160, 60]]] as const)
    for (const [part, value] of near.entries()) expect(Math.abs((pixel(x, 2)[part] ?? 999) - value)).toBeLessThan(60);
});

it("shows data URLs as they are, and nothing for what it does not know", () => {
  expect(placeholderImage("data:image/webp;base64,AAAA")).toBe("url(data:image/webp;base64,AAAA)");
  for (const unknown of ["", "thumbhash:", "thumbhash:AAAA", "thumbhash:///", "thumbhash:????", "blurhash:LEHV6nWB", "https://example.org/a.png"])
    expect(placeholderImage(unknown)).toBeUndefined();
});
