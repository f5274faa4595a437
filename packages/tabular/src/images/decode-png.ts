import { isBadInput } from "@credence/lab";
import { convertIndexedToRgb, type DecodedPng, decode } from "fast-png";
import { Unzlib } from "fflate";
import type { DecodedPicture } from "./picture.ts";
import { animated, broken, cutShort, type PictureHeader, textAt } from "./picture-header.ts";

/** Chunks that a picture needs. Others, among them compressed texts and colour profiles, are not looked at. */
const needed = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/**
 * Decodes a PNG of any colour type, depth and palette into 8 bits a channel. Its data are unfolded once before, to see that they are as many as the header
 * says: no fewer, as of a file that was cut, and no more, as of one that is made to fill the memory.
 * @throws BadInput for an animation, a cut or broken file
 */
export function decodePng(bytes: Uint8Array, { width, height }: PictureHeader, name: string): DecodedPicture {
  const chunks = neededChunks(bytes, name);
  try {
    expectUnfolded(chunks, { width, height, name });
    return channelsOf(decode(joined([bytes.subarray(0, 8), ...chunks]), { checkCrc: true }));
  } catch (error) {
    if (isBadInput(error)) throw error;
    throw broken(name, "PNG");
  }
}

const lengthOf = (chunk: Uint8Array): number => chunk.length - 12;

function neededChunks(bytes: Uint8Array, name: string): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Uint8Array[] = [];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw cutShort(name, "PNG");
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw cutShort(name, "PNG");
    const type = textAt(bytes, at + 4);
    if (type === "acTL") throw animated(name, "PNG");
    if ((type === "IHDR") !== (at === 8)) throw broken(name, "PNG");
    if (needed.includes(type)) chunks.push(bytes.subarray(at, end));
    if (type === "IEND") return chunks;
    at = end;
  }
}

/** First column and row, and steps, of the seven passes of an interlaced picture. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const channelsOfColourType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** @throws where the data of a picture are fewer or more than its header says */
function expectUnfolded(
  chunks: readonly Uint8Array[],
  { width, height, name }: { readonly width: number; readonly height: number; readonly name: string },
): void {
  const [depth, colourType, , , interlaced] = chunks[0].subarray(16, 21);
  const bits = depth * (channelsOfColourType[colourType] ?? Number.NaN);
  let expected = 0;
  for (const [x, y, dx, dy] of interlaced === 1 ? passes : [[0, 0, 1, 1] as const]) {
    const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
    if (columns > 0 && rows > 0) expected += rows * (1 + Math.ceil((columns * bits) / 8));
  }
  let unfolded = 0;
  const stream = new Unzlib((part) => {
    unfolded += part.length;
  });
  for (const chunk of chunks.filter((one) => textAt(one, 4) === "IDAT"))
    for (let at = 0; at < lengthOf(chunk); at += piece) {
      stream.push(chunk.subarray(8 + at, 8 + Math.min(at + piece, lengthOf(chunk))), false);
      if (!(unfolded <= expected)) throw broken(name, "PNG");
    }
  if (unfolded < expected) throw cutShort(name, "PNG");
}

/** Bytes unfolded at once: some 16 MiB at the most that deflate folds. */
const piece = 2 ** 14;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Pixels in 8 bits, with the palette looked up and the colour that means transparent as an alpha channel. */
function channelsOf(png: DecodedPng): DecodedPicture {
  const { width, height, depth, channels, data, palette, transparency } = png;
  if (palette) {
    const looked = convertIndexedToRgb(png);
    return { width, height, channels: looked.length / (width * height), data: looked };
  }
  const values = depth < 8 ? unpacked(png) : data;
  const greatest = 2 ** depth - 1;
  const shown = (value: number) => Math.round((value * 255) / greatest);
  if (transparency === undefined || transparency.length === 0)
    return { width, height, channels, data: depth === 8 ? values : values.map(shown) };
  const withAlpha = new Uint8Array(width * height * (channels + 1));
  for (let pixel = 0; pixel < width * height; pixel++) {
    let clear = true;
    for (let channel = 0; channel < channels; channel++) {
      const value = values[pixel * channels + channel];
      if (value !== transparency[channel]) clear = false;
      withAlpha[pixel * (channels + 1) + channel] = shown(value);
    }
    withAlpha[pixel * (channels + 1) + channels] = clear ? 0 : 255;
  }
  return { width, height, channels: channels + 1, data: withAlpha };
}

/** Grey values of 1, 2 or 4 bits, whose rows begin at whole bytes. */
function unpacked({ width, height, depth, data }: DecodedPng): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const byte = data[y * stride + Math.floor((x * depth) / 8)];
    return (byte >> (8 - depth - ((x * depth) % 8))) & (2 ** depth - 1);
  });
}
