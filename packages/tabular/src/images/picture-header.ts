import { badInput } from "@credence/lab";
import type { PictureSize } from "./picture.ts";

/** Formats of pictures that are read. */
export type PictureFormat = "PNG" | "JPEG" | "WebP";

/** What the head of a file says of its picture, before anything is decoded. */
export interface PictureHeader extends PictureSize {
  readonly format: PictureFormat;
}

/** The error for a file that ends before its picture does. */
export const cutShort = (name: string, format: PictureFormat): Error => badInput(`${name}: cut short, expected a whole ${format}`);

/** The error for bytes that are no such picture. */
export const broken = (name: string, format: PictureFormat): Error => badInput(`${name}: broken ${format} data`);

/** The error for a file of several pictures. */
export const animated = (name: string, format: PictureFormat): Error => badInput(`${name}: an animated ${format}, expected one picture`);

/**
 * Format and size of a picture. A JPEG is followed to its end, because its decoder fills up what is missing.
 * @throws BadInput for a file that is no picture, an animation, one that is cut short
 */
export function pictureHeader(bytes: Uint8Array, name: string): PictureHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return pngHeader(view, name);
  if (begins(bytes, [0xff, 0xd8, 0xff])) return jpegHeader(view, name);
  if (begins(bytes, [0x52, 0x49, 0x46, 0x46]) && textAt(bytes, 8) === "WEBP") return webpHeader(view, name);
  throw badInput(`${name}: not a picture that is read, expected PNG, JPEG or WebP`);
}

const begins = (bytes: Uint8Array, signature: readonly number[]): boolean => signature.every((byte, at) => bytes[at] === byte);

/** Four letters, as chunks are named. */
export const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function pngHeader(view: DataView, name: string): PictureHeader {
  if (view.byteLength < 33) throw cutShort(name, "PNG");
  return sized({ format: "PNG", width: view.getUint32(16), height: view.getUint32(20) }, name);
}

/** Markers that a frame begins with: SOF0 to SOF15, without DHT, JPG and DAC among them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegHeader(view: DataView, name: string): PictureHeader {
  const end = view.byteLength;
  let size: PictureSize | undefined;
  for (let at = 2; ; ) {
    while (at < end && view.getUint8(at) === 0xff && at + 1 < end && view.getUint8(at + 1) === 0xff) at++;
    if (at + 2 > end) throw cutShort(name, "JPEG");
    if (view.getUint8(at) !== 0xff) throw broken(name, "JPEG");
    const marker = view.getUint8(at + 1);
    if (marker === 0xd9) {
      if (size === undefined) throw broken(name, "JPEG");
      return sized({ format: "JPEG", ...size }, name);
    }
    if (at + 4 > end) throw cutShort(name, "JPEG");
    const next = at + 2 + view.getUint16(at + 2);
    if (isFrame(marker)) {
      if (at + 9 > end) throw cutShort(name, "JPEG");
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at = marker === 0xda ? afterScan(view, next, name) : next;
  }
}

/** Where the bytes of a scan end: at the next marker that is neither a stuffed byte nor a restart. */
function afterScan(view: DataView, from: number, name: string): number {
  for (let at = from; at + 1 < view.byteLength; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    const marker = view.getUint8(at + 1);
    if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) return at;
  }
  throw cutShort(name, "JPEG");
}

const animationFlag = 2;

function webpHeader(view: DataView, name: string): PictureHeader {
  if (view.byteLength < 30 || view.byteLength < view.getUint32(4, true) + 8) throw cutShort(name, "WebP");
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  switch (textAt(bytes, 12)) {
    case "VP8X":
      if ((view.getUint8(20) & animationFlag) !== 0) throw animated(name, "WebP");
      return sized({ format: "WebP", width: (word(24) & 0xffffff) + 1, height: ((word(26) >>> 8) & 0xffffff) + 1 }, name);
    case "VP8L":
      return sized({ format: "WebP", width: (word(21) & 0x3fff) + 1, height: ((word(21) >>> 14) & 0x3fff) + 1 }, name);
    case "VP8 ":
      return sized({ format: "WebP", width: word(26) & 0x3fff, height: (word(26) >>> 16) & 0x3fff }, name);
    default:
      throw broken(name, "WebP");
  }
}

function sized(header: PictureHeader, name: string): PictureHeader {
  if (header.width === 0 || header.height === 0) throw broken(name, header.format);
  return header;
}
