import { allocate, type DenseArray, floats, view } from "../array.ts";
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

// Packs `matrix` [m, k] (or its transpose) into blocks of 4 rows, runs `use`, gives the memory back.
function withPacked(address: number, m: number, k: number, transposed: boolean, use: (packed: number) => void): void {
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
  const pixels = g.outHeight * g.outWidth;
  const perChunk = pixels <= 600 ? pixels : 480;
  const chunks = Math.ceil(pixels / perChunk);
  const forward = (weights: number, blas: number) =>
    launch("convForward", g.batch * chunks, [x.address, weights, y.address, 0, blas, perChunk, chunks, 0, ...ints(g)]);
  if (engine.hasBlas()) forward(kernel.address, 1);
  else withPacked(kernel.address, g.outputs, depth, false, (packed) => forward(packed, 0));
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
  const dx = full(x.shape, 0) as DenseArray<"float32">;
  const depth = depthOf(g);
  if (depth === 0 || g.outputs === 0) return dx;
  const backward = (weights: number, blas: number) =>
    launch("convBackwardInput", g.batch, [gradient.address, weights, dx.address, 0, blas, 0, 0, 0, ...ints(g)]);
  if (engine.hasBlas()) backward(kernel.address, 1);
  else withPacked(kernel.address, depth, g.outputs, true, (packed) => backward(packed, 0));
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
  if (depth === 0 || g.outputs === 0) return full(kernel.shape, 0) as DenseArray<"float32">;
  const pixels = g.outHeight * g.outWidth;
  const perGroup = Math.max(1, Math.ceil(g.batch / 8));
  const groups = Math.ceil(g.batch / perGroup);
  const partials = allocate([groups, g.outputs, depth]);
  if (engine.hasBlas()) {
    launch("convBackwardKernel", groups, [x.address, gradient.address, partials.address, 0, 1, perGroup, 0, 1, ...ints(g)]);
  } else {
    const total = g.batch * pixels;
    const bytes = Math.ceil(g.outputs / 4) * 16 * total;
    const packed = memory.allocate(bytes);
    launch("packOutputGradient", g.batch, [gradient.address, 0, packed, 0, 0, 0, 0, 0, ...ints(g)]);
    const columnsPerChunk = 16 * Math.ceil(depth / 64);
    const chunks = Math.ceil(depth / columnsPerChunk);
    launch("convBackwardKernel", groups * chunks, [
      x.address,
      packed,
      partials.address,
      0,
      0,
      perGroup,
      columnsPerChunk,
      chunks,
      ...ints(g),
    ]);
    memory.release(packed, bytes);
  }
  const total = reduceRaw("sum", partials, [0]);
  partials.dispose();
  return view(total, kernel.shape);
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
