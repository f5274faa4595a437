import type { DenseArray } from "../array.ts";
import { describe } from "../describe.ts";
import { showShape } from "../shape.ts";

/** Sizes of a convolution, as its kernels take them. */
export interface Geometry {
  readonly batch: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outputs: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly padding: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

// A panel of 16 columns of the unrolled image and one of the outputs must fit a thread's scratch of 2 MiB: 64 (24000 + 8000) bytes.
const LARGEST_DEPTH = 24_000;
const LARGEST_OUTPUTS = 8_000;

/** @throws where x and the kernel do not fit each other, or are too large */
export function geometry(x: DenseArray, kernel: DenseArray, stride: number, padding: number): Geometry {
  const where = `convolve2d: x is ${showShape(x.shape)}, kernel is ${showShape(kernel.shape)}`;
  if (x.shape.length !== 4 || kernel.shape.length !== 4)
    throw new Error(`${where}; expected [batch, channels, height, width] and [outputs, channels, height, width]`);
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const [outputs, kernelChannels, kernelHeight, kernelWidth] = kernel.shape as [number, number, number, number];
  if (channels !== kernelChannels) throw new Error(`${where}; channels ${channels} and ${kernelChannels} differ`);
  if (kernelHeight === 0 || kernelWidth === 0) throw new Error(`${where}; the kernel has no values`);
  if (!Number.isInteger(stride) || stride < 1 || !Number.isInteger(padding) || padding < 0)
    throw new Error(`convolve2d: stride is ${describe(stride)} and padding ${describe(padding)}, expected whole numbers from 1 and from 0`);
  const outHeight = Math.floor((height + 2 * padding - kernelHeight) / stride) + 1;
  const outWidth = Math.floor((width + 2 * padding - kernelWidth) / stride) + 1;
  if (outHeight < 1 || outWidth < 1) throw new Error(`${where}; the kernel is larger than the padded image`);
  if (channels * kernelHeight * kernelWidth > LARGEST_DEPTH)
    throw new Error(`${where}; a patch of more than ${LARGEST_DEPTH} values is not supported`);
  if (outputs > LARGEST_OUTPUTS) throw new Error(`${where}; more than ${LARGEST_OUTPUTS} outputs are not supported`);
  return { batch, channels, height, width, outputs, kernelHeight, kernelWidth, stride, padding, outHeight, outWidth };
}

/** Values under one place of the kernel: what an output adds up. Of no channels it is 0, and a sum of nothing is 0. */
export const depthOf = (g: Geometry): number => g.channels * g.kernelHeight * g.kernelWidth;

/** The geometry as the last arguments of a job: assembly/conv-geometry.ts. */
export const ints = (g: Geometry): number[] => [
  g.channels,
  g.height,
  g.width,
  g.outputs,
  g.kernelHeight,
  g.kernelWidth,
  g.stride,
  g.padding,
  g.outHeight,
  g.outWidth,
  g.batch,
];

/** Floats of a thread's scratch that windows of an image may take, beside tables of theirs. */
const WINDOWS = 450_000;
/** Neighbouring pixels that a tile takes together: assembly/conv-pixel-tile.ts. */
const GROUP = 8;
/** Terms of a sum in float32: assembly/matmul.ts. */
const DEPTH = 384;

const upTo = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

/** Rows of outputs that one chunk takes, so that the window of the image under them fits; 0 where not even one does, or strides leave pixels out. */
export function rowsPerChunk(g: Geometry): number {
  if (g.stride !== 1) return 0;
  const line = upTo(g.outWidth, GROUP) + g.kernelWidth - 1;
  const floats = (rows: number) =>
    g.channels * (rows + g.kernelHeight - 1) * line + (3 * rows * upTo(g.outWidth, GROUP)) / GROUP + 2 * depthOf(g) + g.channels;
  let rows = g.outHeight * g.outWidth <= 600 ? g.outHeight : Math.max(1, Math.floor(480 / g.outWidth));
  while (rows > 0 && floats(rows) > WINDOWS) rows >>= 1;
  return rows;
}

/** Channels whose parts, of 64 floats each, fit in a thread's scratch beside the windows. */
const MOST_PARTS = 1000;

/** Whether what each channel adds to a tile can be kept beside the windows, as one sum in float32: assembly/conv-kept.ts. */
export const partsFit = (g: Geometry): boolean =>
  g.kernelHeight * g.kernelWidth <= DEPTH && g.channels <= MOST_PARTS && rowsPerChunk(g) > 0;

/** Whether an image's gradient is added up in a thread's scratch. */
export function inputFits(g: Geometry): boolean {
  const wide = upTo(g.outWidth, GROUP);
  const window = g.channels * (g.outHeight + g.kernelHeight - 1) * (wide + g.kernelWidth - 1);
  // fewer channels leave rows of the tiles empty
  return g.stride === 1 && g.channels > 2 && window + g.outputs * (g.outHeight * wide + 2) + (3 * g.outHeight * wide) / GROUP <= WINDOWS;
}

/** Pieces of the outputs, images whose terms are one sum, places of the kernel for a chunk, images of a group. */
export interface KernelGradientCut {
  readonly pieceRows: number;
  readonly pieceColumns: number;
  readonly run: number;
  readonly places: number;
  readonly perGroup: number;
}

/** How the kernel's gradient is cut, so that what a chunk reads fits in a thread's scratch; never a function of the number of threads. */
export function kernelGradientCut(g: Geometry): KernelGradientCut {
  const perGroup = Math.max(1, Math.ceil(g.batch / 8));
  let pieceColumns = Math.min(g.outWidth, DEPTH);
  let pieceRows = pieceColumns < g.outWidth ? 1 : Math.min(g.outHeight, Math.max(1, Math.floor(DEPTH / g.outWidth)));
  const window = () => ((pieceRows - 1) * g.stride + g.kernelHeight) * ((pieceColumns - 1) * g.stride + g.kernelWidth);
  while (window() > WINDOWS / 4 && pieceRows * pieceColumns > 1)
    if (pieceRows > 1) pieceRows >>= 1;
    else pieceColumns >>= 1;
  const pixels = pieceRows * pieceColumns;
  const whole = pixels === g.outHeight * g.outWidth;
  const run = whole ? Math.max(1, Math.min(perGroup, Math.floor(DEPTH / pixels), Math.floor(WINDOWS / 4 / window()))) : 1;
  const wanted = Math.ceil(16 / Math.ceil(g.batch / perGroup));
  const kernel = g.kernelHeight * g.kernelWidth;
  // places of a chunk lie in as many channels as fit, each with a window and a flag of one byte for each image of the run
  const fits = Math.max(1, Math.floor(WINDOWS / (run * (window() + 1 / 4))) - 1) * kernel;
  const places = Math.max(4, Math.min(upTo(Math.ceil(depthOf(g) / wanted), 4), fits & ~3));
  return { pieceRows, pieceColumns, run, places, perGroup };
}
