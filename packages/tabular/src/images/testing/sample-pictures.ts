import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { byteSource } from "../../readers/byte-source.ts";
import type { ImageFile } from "../images.ts";
import type { PictureCodecs } from "../wasm-codecs.ts";

const wasm = (specifier: string) => () => readFile(fileURLToPath(import.meta.resolve(specifier)));

/** The decoders as Node finds them. */
export const codecs: PictureCodecs = {
  jpeg: wasm("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"),
  webp: wasm("@jsquash/webp/codec/dec/webp_dec.wasm"),
};

/** A picture of 16 x 12 pixels whose channels are 12 x, 12 x + 20 and 12 x + 40, by MozJPEG at quality 75. */
export const jpegBytes: Uint8Array = Buffer.from(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wCEAAgICAgJCAkKCgkNDgwODRMREBARExwUFhQWFBwrGx8bGx8bKyYuJSMlLiZENS8vNUROQj5CTl9VVV93cXecnNEBCAgICAkICQoKCQ0ODA4NExEQEBETHBQWFBYUHCsbHxsbHxsrJi4lIyUuJkQ1Ly81RE5CPkJOX1VVX3dxd5yc0f/CABEIAAwAEAMBIgACEQEDEQH/xAAmAAEAAAAAAAAAAAAAAAAAAAAHAQEAAAAAAAAAAAAAAAAAAAAE/9oADAMBAAIQAxAAAAA5YB9gaP8A/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAVC/9oACAEBAAE/AEkCSBJAkg//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/AH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/AH//2Q==",
  "base64",
);

/** The same picture by libwebp without loss. */
export const webpBytes: Uint8Array = Buffer.from(
  "UklGRjoAAABXRUJQVlA4TC4AAAAvD8ACAH8gFkwEduavm8IwnAFl/jPLwSAAJAqxxBJLLLHEEssEA0T0P0A53f0F",
  "base64",
);

/** What a PNG is made of. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colourType?: number;
  readonly interlaced?: boolean;
  /** Rows as they are folded, each behind its filter. */
  readonly rows: Uint8Array | readonly number[];
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** Chunks before the data. */
  readonly others?: readonly (readonly [type: string, data: Uint8Array])[];
}

/** A PNG by the book: https://www.w3.org/TR/png-3/ */
export function pngOf({
  width,
  height,
  depth = 8,
  colourType = 0,
  interlaced = false,
  rows,
  palette,
  transparency,
  others = [],
}: PngParts): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, colourType, 0, 0, Number(interlaced)], 8);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", Uint8Array.from(palette))] : []),
    ...(transparency ? [chunk("tRNS", Uint8Array.from(transparency))] : []),
    ...others.map(([type, data]) => chunk(type, data)),
    chunk("IDAT", deflateSync(Uint8Array.from(rows))),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/** A grey PNG of pixels. */
export function greyPng(pixels: ArrayLike<number>, { width, height }: { width: number; height: number }): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let at = 0; at < width * height; at++) rows[at + Math.floor(at / width) + 1] = pixels[at];
  return pngOf({ width, height, rows });
}

/** Noisy pictures of 12 x 12 pixels: a bright bar that stands, one that lies, and a square; as many of each. */
export function shapeFiles(count: number, seed = 0): ImageFile[] {
  const classes = ["lying", "square", "standing"];
  return Array.from({ length: count }, (_, index) => {
    const kind = index % 3;
    const noise = (pixel: number) => Math.abs(Math.sin(12.9898 * (pixel + 144 * (index + 1000 * seed)))) * 90;
    const at = 2 + (Math.floor(index / 3) % 5);
    const bright = (x: number, y: number) =>
      kind === 0 ? y >= at && y < at + 2 : kind === 1 ? x >= at && x < at + 5 && y >= at && y < at + 5 : x >= at && x < at + 2;
    const pixels = Array.from({ length: 144 }, (_, pixel) =>
      Math.round(noise(pixel) + (bright(pixel % 12, Math.floor(pixel / 12)) ? 140 : 0)),
    );
    const path = `${classes[kind]}/${index}.png`;
    return { path, label: classes[kind], source: byteSource(greyPng(pixels, { width: 12, height: 12 }), { name: path }) };
  });
}
