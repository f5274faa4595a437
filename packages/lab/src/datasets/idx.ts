import { badInput } from "../host.ts";
import type { LabelledImages } from "./data-set.ts";

/**
 * The IDX format of MNIST and its relatives, uncompressed: a big-endian header, then one byte per pixel or label.
 *
 *   images: u32 2051, u32 count, u32 height, u32 width, count * height * width bytes
 *   labels: u32 2049, u32 count, count bytes
 *
 * @see http://yann.lecun.com/exdb/mnist
 */
const magics = { images: 2051, labels: 2049 };

export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** [count, height, width], row-major, 0 (background) to 255 (ink). */
  readonly pixels: Uint8Array;
}

/** Reads an image file. Throws bad input, one line that starts with `name`, if it is truncated, oversized or no image file. */
export function readIdxImages(bytes: Uint8Array, name: string): IdxImages {
  const [count, height, width] = readHeader(bytes, name, "images", 3);
  const pixels = readBody(bytes, name, [count, height, width]);
  return { count, height, width, pixels };
}

/** Reads a label file. Throws bad input, one line that starts with `name`, if it is truncated, oversized or no label file. */
export function readIdxLabels(bytes: Uint8Array, name: string): Uint8Array {
  return readBody(bytes, name, readHeader(bytes, name, "labels", 1));
}

/** Joins images and labels; throws bad input if their counts differ or a label is not below `classes`. */
export function labelledImages(
  images: IdxImages,
  labels: Uint8Array,
  names: { images: string; labels: string; classes: number },
): LabelledImages {
  if (labels.length !== images.count)
    throw badInput(`${names.labels}: holds ${labels.length} labels, expected ${images.count}, one for each image of ${names.images}`);
  const outside = labels.findIndex((label) => label >= names.classes);
  if (outside >= 0) throw badInput(`${names.labels}: label ${outside} is ${labels[outside]}, expected 0 to ${names.classes - 1}`);
  return { ...images, labels };
}

function readHeader(bytes: Uint8Array, name: string, kind: keyof typeof magics, axes: number): number[] {
  const headerBytes = 4 + 4 * axes;
  if (bytes.length < headerBytes) throw badInput(`${name}: truncated, ${bytes.length} bytes, expected an IDX header of ${headerBytes}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== magics[kind]) {
    const found = magic === magics.images ? "an image file" : magic === magics.labels ? "a label file" : "no IDX file of bytes";
    throw badInput(`${name}: magic number ${magic} (${found}), expected ${magics[kind]} (IDX ${kind})`);
  }
  return Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
}

function readBody(bytes: Uint8Array, name: string, sizes: number[]): Uint8Array {
  const headerBytes = 4 + 4 * sizes.length;
  // A header of three large numbers exceeds 2^53, where the product is inexact but still far above any file's length.
  const expected = sizes.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerBytes;
  if (found !== expected) {
    const fault = found < expected ? "truncated" : "oversized";
    const sum = sizes.length > 1 ? `${sizes.join(" x ")} = ${expected}` : expected;
    throw badInput(`${name}: ${fault}, ${found} bytes after the header, expected ${sum}`);
  }
  return bytes.subarray(headerBytes);
}
