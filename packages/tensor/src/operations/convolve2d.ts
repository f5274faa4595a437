import { allocate, type DenseArray, floats } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { describe } from "../describe.ts";
import { engine, launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";
import { full } from "./elementwise.ts";
import { reduceRaw } from "./reductions.ts";

/** Where the kernel stands on the image. */
export interface Convolve2dOptions {
  /** Pixels from one place of the kernel to the next, on both axes. @default 1 */
  readonly stride?: number;
  /** Zeros added on each side of both axes. @default 0 */
  readonly padding?: number;
}

interface Geometry {
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

function geometry(x: DenseArray, kernel: DenseArray, stride: number, padding: number): Geometry {
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
const depthOf = (g: Geometry): number => g.channels * g.kernelHeight * g.kernelWidth;

const ints = (g: Geometry): number[] => [
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
/** Neighbouring pixels that a tile takes together: assembly/conv-tiles.ts. */
const GROUP = 8;
/** Terms of a sum in float32: assembly/matmul.ts. */
const DEPTH = 384;

const upTo = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

// Rows of outputs that one chunk takes, so that the window of the image under them fits; 0 where not even one does.
function rowsPerChunk(g: Geometry): number {
  if (g.stride !== 1) return 0;
  const line = upTo(g.outWidth, GROUP) + g.kernelWidth - 1;
  const floats = (rows: number) =>
    g.channels * (rows + g.kernelHeight - 1) * line + (3 * rows * upTo(g.outWidth, GROUP)) / GROUP + 2 * depthOf(g) + g.channels;
  let rows = g.outHeight * g.outWidth <= 600 ? g.outHeight : Math.max(1, Math.floor(480 / g.outWidth));
  while (rows > 0 && floats(rows) > WINDOWS) rows >>= 1;
  return rows;
}

function inputFits(g: Geometry): boolean {
  const wide = upTo(g.outWidth, GROUP);
  const window = g.channels * (g.outHeight + g.kernelHeight - 1) * (wide + g.kernelWidth - 1);
  return g.stride === 1 && window + g.outputs * (g.outHeight * wide + 2) + (3 * g.outHeight * wide) / GROUP <= WINDOWS;
}

// How the kernel's gradient is cut: pieces of the outputs, images whose terms are one sum, places of the kernel for a chunk.
function kernelGradientCut(g: Geometry): { pieceRows: number; pieceColumns: number; run: number; places: number; perGroup: number } {
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
  // places of a chunk lie in as many channels as fit
  const fits = Math.max(1, Math.floor(WINDOWS / (run * window())) - 1) * kernel;
  const places = Math.max(4, Math.min(upTo(Math.ceil(depthOf(g) / wanted), 4), fits & ~3));
  return { pieceRows, pieceColumns, run, places, perGroup };
}

interface Packing {
  readonly rows: number;
  readonly depth: number;
  readonly rowStride: number;
  readonly depthStride: number;
  readonly sets: number;
}

// Packs the kernel for the tiles, runs `use`, gives the memory back. Behind it stands whether all of its values are finite.
function withPacked(
  kernel: number,
  { rows, depth, rowStride, depthStride, sets }: Packing,
  use: (packed: number, finite: number) => void,
): void {
  const blocks = Math.ceil(rows / 4);
  const size = 16 * sets * blocks * depth;
  const packed = memory.allocate(size + 64);
  const finite = packed + size;
  memory.int32()[finite >>> 2] = 1;
  launch("packConvolution", sets * blocks, [kernel, packed, finite, rows, depth, rowStride, depthStride, 1, blocks]);
  use(packed, finite);
  memory.release(packed, size + 64);
}

// Packs `matrix` [m, k] (or its transpose) into blocks of 4 rows, runs `use`, gives the memory back.
function withRows(address: number, m: number, k: number, transposed: boolean, use: (packed: number) => void): void {
  const blocks = Math.ceil(m / 4);
  const bytes = blocks * 16 * k;
  const packed = memory.allocate(bytes);
  launch("packA", 1, [address, packed, m, k, transposed ? m : k, Number(transposed), 0, blocks, 1]);
  use(packed);
  memory.release(packed, bytes);
}

/** y[b, o] = sum over channels of kernel[o, c] * x[b, c], the cross-correlation every library calls convolution. */
function convForwardRaw(x: DenseArray, kernel: DenseArray, stride: number, padding: number): DenseArray<"float32"> {
  const g = geometry(x, kernel, stride, padding);
  const shape = [g.batch, g.outputs, g.outHeight, g.outWidth];
  const depth = depthOf(g);
  if (depth === 0) return full(shape, 0) as DenseArray<"float32">;
  const y = allocate(shape);
  const rows = rowsPerChunk(g);
  if (rows > 0) {
    const chunks = Math.ceil(g.outHeight / rows);
    const packing = { rows: g.outputs, depth, rowStride: depth, depthStride: 1, sets: 1 };
    withPacked(kernel.address, packing, (packed, finite) =>
      launch("convForward", g.batch * chunks, [x.address, packed, y.address, 0, finite, rows, chunks, 0, ...ints(g)]),
    );
    return y;
  }
  const pixels = g.outHeight * g.outWidth;
  const perChunk = pixels <= 600 ? pixels : 480;
  const chunks = Math.ceil(pixels / perChunk);
  const forward = (weights: number, blas: number) =>
    launch("unrolledForward", g.batch * chunks, [x.address, weights, y.address, 0, blas, perChunk, chunks, 0, ...ints(g)]);
  if (engine.hasBlas()) forward(kernel.address, 1);
  else withRows(kernel.address, g.outputs, depth, false, (packed) => forward(packed, 0));
  return y;
}

export function convInputGradient(
  x: DenseArray,
  kernel: DenseArray,
  gradient: DenseArray,
  stride: number,
  padding: number,
): DenseArray<"float32"> {
  const g = geometry(x, kernel, stride, padding);
  const depth = depthOf(g);
  if (depth === 0 || g.outputs === 0) return full(x.shape, 0) as DenseArray<"float32">;
  if (inputFits(g)) {
    const dx = allocate(x.shape);
    const places = g.kernelHeight * g.kernelWidth;
    const packing = { rows: g.channels, depth: g.outputs, rowStride: places, depthStride: depth, sets: places };
    withPacked(kernel.address, packing, (packed, finite) =>
      launch("convBackwardInput", g.batch, [gradient.address, packed, dx.address, 0, finite, 0, 0, 0, ...ints(g)]),
    );
    return dx;
  }
  const dx = full(x.shape, 0) as DenseArray<"float32">;
  const backward = (weights: number, blas: number) =>
    launch("unrolledBackwardInput", g.batch, [gradient.address, weights, dx.address, 0, blas, 0, 0, 0, ...ints(g)]);
  if (engine.hasBlas()) backward(kernel.address, 1);
  else withRows(kernel.address, depth, g.outputs, true, (packed) => backward(packed, 0));
  return dx;
}

export function convKernelGradient(
  x: DenseArray,
  kernel: DenseArray,
  gradient: DenseArray,
  stride: number,
  padding: number,
): DenseArray<"float32"> {
  const g = geometry(x, kernel, stride, padding);
  const depth = depthOf(g);
  if (depth === 0 || g.outputs === 0 || g.batch === 0) return full(kernel.shape, 0) as DenseArray<"float32">;
  const cut = kernelGradientCut(g);
  const groups = Math.ceil(g.batch / cut.perGroup);
  const chunks = Math.ceil(depth / cut.places);
  const partials = allocate([groups, depth + 1, g.outputs]);
  launch("convBackwardKernel", groups * chunks, [
    x.address,
    gradient.address,
    partials.address,
    cut.run,
    cut.places,
    cut.perGroup,
    chunks,
    0,
    ...ints(g),
    cut.pieceRows,
    cut.pieceColumns,
  ]);
  const total = reduceRaw("sum", partials, [0]);
  partials.dispose();
  // [(c, ky, kx), outputs] turned into the kernel's order
  const dw = allocate(kernel.shape);
  launch("permute", Math.ceil(dw.size / 16384), [
    total.address,
    dw.address,
    dw.size,
    1,
    1,
    1,
    1,
    g.outputs,
    depth,
    0,
    0,
    0,
    0,
    1,
    g.outputs,
  ]);
  return dw;
}

/**
 * Two-dimensional convolution (cross-correlation), without bias.
 *
 * @shape x [batch, channels, height, width], kernel [outputs, channels, height, width] -> [batch, outputs, height', width']
 */
export function convolve2d(x: Tensor, kernel: Tensor, options: Convolve2dOptions = {}): Tensor<"float32"> {
  const input = floats("convolve2d", x);
  const weights = floats("convolve2d", kernel, "kernel");
  expectOptions("convolve2d", options, { stride: true, padding: true });
  const { stride = 1, padding = 0 } = options;
  const y = convForwardRaw(input, weights, stride, padding);
  record("convolve2d", [input, weights], [y], { stride, padding });
  return y;
}
