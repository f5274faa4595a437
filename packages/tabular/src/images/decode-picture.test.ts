import { expect, test } from "vitest";
import { decodePicture } from "./decode-picture.ts";
import { coloured, resized } from "./picture.ts";
import { codecs, greyPng, jpegBytes, type PngParts, pngOf, webpBytes } from "./testing/sample-pictures.ts";

const read = (bytes: Uint8Array, mostPixels = 1000) => decodePicture(bytes, { name: "a file", codecs, mostPixels });

test.each<[string, PngParts, 1 | 3, readonly number[], boolean?]>([
  ["grey", { width: 2, height: 2, rows: [0, 7, 9, 1, 200, 5] }, 1, [7, 9, 200, 205]],
  [
    "grey of 1 bit, rows filled up to bytes",
    { width: 3, height: 2, depth: 1, rows: [0, 0b01000000, 0, 0b10100000] },
    1,
    [0, 255, 0, 255, 0, 255],
  ],
  ["grey of 4 bits", { width: 3, height: 1, depth: 4, rows: [0, 0x0f, 0x80] }, 1, [0, 255, 136]],
  ["grey of 16 bits", { width: 2, height: 1, depth: 16, rows: [0, 0xff, 0xff, 0x80, 0x00] }, 1, [255, 128]],
  ["grey with alpha over white", { width: 2, height: 1, colourType: 4, rows: [0, 100, 255, 0, 51] }, 1, [100, 204], true],
  ["grey of which one value is clear", { width: 3, height: 1, transparency: [0, 9], rows: [0, 8, 9, 10] }, 1, [8, 255, 10], true],
  ["colours", { width: 2, height: 1, colourType: 2, rows: [0, 1, 2, 3, 250, 251, 252] }, 3, [1, 2, 3, 250, 251, 252]],
  ["colours that are all grey", { width: 2, height: 1, colourType: 2, rows: [0, 4, 4, 4, 90, 90, 90] }, 1, [4, 90]],
  ["colours with alpha over white", { width: 1, height: 1, colourType: 6, rows: [0, 255, 0, 100, 102] }, 3, [255, 153, 193], true],
  [
    "a palette of 2 bits, one of its colours clear",
    {
      width: 3,
      height: 1,
      depth: 2,
      colourType: 3,
      palette: [10, 20, 30, 40, 50, 60, 70, 80, 90],
      transparency: [255, 0],
      rows: [0, 0b00011000],
    },
    3,
    [10, 20, 30, 255, 255, 255, 70, 80, 90],
    true,
  ],
  // Adam7: of 3 x 3 pixels pass 1 has the first, pass 4 the third of row 1 (x 2), pass 5 row 3, pass 6 the second of odd rows, pass 7 row 2
  [
    "interlaced grey",
    { width: 3, height: 3, interlaced: true, rows: [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6] },
    1,
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  ],
])("PNG: %s", async (_, parts, channels, pixels, transparent = false) => {
  const picture = await read(pngOf(parts));
  expect({ ...picture, pixels: [...picture.pixels] }).toEqual({ width: parts.width, height: parts.height, channels, pixels, transparent });
});

test("JPEG and WebP: the pixels that were encoded, nearly and exactly", async () => {
  const webp = await read(webpBytes);
  const expected = Uint8Array.from({ length: 16 * 12 * 3 }, (_, at) => 12 * (Math.floor(at / 3) % 16) + 20 * (at % 3));
  expect(webp).toEqual({ width: 16, height: 12, channels: 3, pixels: expected, transparent: false });
  const jpeg = await read(jpegBytes);
  expect([jpeg.width, jpeg.height, jpeg.channels]).toEqual([16, 12, 3]);
  // quality 75
  expect(Math.max(...jpeg.pixels.map((value, at) => Math.abs(value - expected[at])))).toBeLessThan(8);
});

const patched = (bytes: Uint8Array, at: number, values: readonly number[]) => {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
};
const grey = greyPng(
  Array.from({ length: 144 }, (_, at) => (at * 37) % 256),
  { width: 12, height: 12 },
);
const frame = jpegBytes.indexOf(0xc2);
const riff = (type: string, body: readonly number[]) =>
  Uint8Array.from(
    Buffer.concat([
      Buffer.from("RIFF"),
      Buffer.from([22 + body.length - 10, 0, 0, 0]),
      Buffer.from(`WEBP${type}`),
      Buffer.from([10, 0, 0, 0]),
      Buffer.from(body),
    ]),
  );

test.each<[string, Uint8Array, RegExp]>([
  ["a text", new TextEncoder().encode("a,b\n1,2\n"), /not a picture that is read, expected PNG, JPEG or WebP/],
  ["nothing", new Uint8Array(), /not a picture/],
  ["a GIF", new TextEncoder().encode("GIF89a      "), /not a picture/],
  [
    "a PNG of too many pixels",
    patched(grey, 16, [0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]),
    /65535 x 65535 pixels, 1000 pixels are allowed at most/,
  ],
  ["a JPEG of too many pixels", patched(jpegBytes, frame + 4, [0xff, 0xff, 0xff, 0xff]), /65535 x 65535 pixels, 1000/],
  ["a WebP of too many pixels", patched(webpBytes, 21, [0xff, 0xff, 0xff, 0x0f]), /16384 x 16384 pixels, 1000/],
  ["a PNG whose data unfold to more than its pixels", pngOf({ width: 2, height: 2, rows: new Uint8Array(2 ** 26) }), /broken PNG data/],
  ["a PNG with fewer rows than it says", pngOf({ width: 2, height: 3, rows: [0, 1, 2, 0, 3, 4] }), /cut short, expected a whole PNG/],
  ["half a PNG", grey.subarray(0, 100), /cut short, expected a whole PNG/],
  ["the head of a PNG", grey.subarray(0, 20), /cut short, expected a whole PNG/],
  ["a PNG with a changed byte", patched(grey, 60, [grey[60] ^ 1]), /broken PNG data/],
  [
    "an animated PNG",
    pngOf({ width: 1, height: 1, rows: [0, 1], others: [["acTL", new Uint8Array(8)]] }),
    /an animated PNG, expected one picture/,
  ],
  ["a PNG of two heads", pngOf({ width: 1, height: 1, rows: [0, 1], others: [["IHDR", new Uint8Array(13)]] }), /broken PNG data/],
  ["a PNG without pixels", patched(grey, 16, [0, 0, 0, 0]), /broken PNG data/],
  ["half a JPEG", jpegBytes.subarray(0, 200), /cut short, expected a whole JPEG/],
  ["a JPEG without its end", jpegBytes.subarray(0, jpegBytes.length - 2), /cut short, expected a whole JPEG/],
  ["a JPEG whose data are others", patched(jpegBytes, 200, [0x5a, 0x5a, 0x5a, 0x5a]), /broken JPEG data/],
  ["half a WebP", webpBytes.subarray(0, 40), /cut short, expected a whole WebP/],
  ["a WebP whose data are others", patched(webpBytes, 30, [1, 2, 3, 4, 5, 6, 7, 8]), /broken WebP data/],
  ["an animated WebP", riff("VP8X", [2, 0, 0, 0, 1, 0, 0, 1, 0, 0]), /an animated WebP, expected one picture/],
  ["a WebP of no known kind", riff("VP9 ", [2, 0, 0, 0, 1, 0, 0, 1, 0, 0]), /broken WebP data/],
])("%s is refused in one line", async (_, bytes, message) => {
  const error = await read(bytes).catch((thrown: Error) => thrown as Error);
  expect(error).toMatchObject({ name: "BadInput", message: expect.stringMatching(message) });
  expect((error as Error).message).toMatch(/^a file: [^\n]+$/);
  // the decoder goes on with the next one
  expect((await read(jpegBytes)).width).toBe(16);
});

test("profiles and texts of a PNG are not unfolded", async () => {
  const others = [
    ["iCCP", new Uint8Array(40)],
    ["tEXt", new Uint8Array(3)],
  ] as const;
  expect([...(await read(pngOf({ width: 1, height: 1, rows: [0, 77], others }))).pixels]).toEqual([77]);
});

test("area averaging: each new pixel is the mean of what it covers", () => {
  const picture = { width: 3, height: 2, channels: 1 as const, pixels: Uint8Array.of(0, 60, 120, 30, 90, 150), transparent: false };
  expect([...resized(picture, { width: 1, height: 1 }).pixels]).toEqual([75]);
  // columns of 1.5: (2/3) 15 + (1/3) 75, and (1/3) 75 + (2/3) 135
  expect([...resized(picture, { width: 2, height: 1 }).pixels]).toEqual([35, 115]);
  expect([...resized(picture, { width: 6, height: 2 }).pixels]).toEqual([0, 0, 60, 60, 120, 120, 30, 30, 90, 90, 150, 150]);
  const colours = resized(coloured(picture), { width: 1, height: 2 });
  expect([...colours.pixels]).toEqual([60, 60, 60, 90, 90, 90]);
});
