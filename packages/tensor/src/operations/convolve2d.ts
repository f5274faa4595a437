import { allocate, type DenseArray, floats, view } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { engine, launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";
import { depthOf, type Geometry, geometry, inputFits, ints, kernelGradientCut, rowsPerChunk } from "./convolution-geometry.ts";
import { binary, full } from "./elementwise.ts";
import { copyBox } from "./moves.ts";
import { reduceRaw } from "./reductions.ts";

/** Where the kernel stands on the image. */
export interface Convolve2dOptions {
  /** Pixels from one place of the kernel to the next, on both axes. @default 1 */
  readonly stride?: number;
  /** Zeros added on each side of both axes. @default 0 */
  readonly padding?: number;
  /** A value for each output, added to all of its pixels. @shape [outputs] @default none */
  readonly bias?: Tensor;
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

/** The kernel of a convolution, packed for tiles of its outputs. */
export function withPackedKernel(kernel: DenseArray, g: Geometry, use: (packed: number, finite: number) => void): void {
  const depth = depthOf(g);
  withPacked(kernel.address, { rows: g.outputs, depth, rowStride: depth, depthStride: 1, sets: 1 }, use);
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

/** y[b, o] = sum over channels of kernel[o, c] * x[b, c] (+ bias[o]), the cross-correlation every library calls convolution. */
function convForwardRaw(x: DenseArray, kernel: DenseArray, bias: DenseArray | undefined, g: Geometry): DenseArray<"float32"> {
  const shape = [g.batch, g.outputs, g.outHeight, g.outWidth];
  const depth = depthOf(g);
  const biased = (y: DenseArray<"float32">) => (bias ? binary("add", y, view(bias, [g.outputs, 1, 1])) : y);
  if (depth === 0) return biased(full(shape, 0) as DenseArray<"float32">);
  const y = allocate(shape);
  const rows = rowsPerChunk(g);
  if (rows > 0) {
    const chunks = Math.ceil(g.outHeight / rows);
    withPackedKernel(kernel, g, (packed, finite) =>
      launch("convForward", g.batch * chunks, [x.address, packed, y.address, bias?.address ?? 0, finite, rows, chunks, 0, ...ints(g)]),
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
  return biased(y);
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

/** Gradients of the kernel and of a bias, whose sums over pixels are taken on the way. */
export function convKernelGradient(
  x: DenseArray,
  kernel: DenseArray,
  gradient: DenseArray<"float32">,
  stride: number,
  padding: number,
): { kernel: DenseArray<"float32">; bias: DenseArray<"float32"> } {
  const g = geometry(x, kernel, stride, padding);
  const depth = depthOf(g);
  if (depth === 0 || g.outputs === 0 || g.batch === 0)
    return { kernel: full(kernel.shape, 0) as DenseArray<"float32">, bias: view(reduceRaw("sum", gradient, [0, 2, 3]), [g.outputs]) };
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
  const bias = allocate([g.outputs]);
  copyBox(view(total, [depth + 1, g.outputs]), [depth, 0], view(bias, [1, g.outputs]), [0, 0], [1, g.outputs]);
  return { kernel: dw, bias };
}

/** The bias of a convolution, where one is given. @throws where it is not one value for each output */
export function outputBias(where: string, bias: Tensor | undefined, { outputs }: Geometry): DenseArray | undefined {
  if (bias === undefined) return undefined;
  const shift = floats(where, bias, "bias");
  if (shift.shape.length !== 1 || shift.shape[0] !== outputs)
    throw new Error(`${where}: bias is ${showShape(shift.shape)}, expected [${outputs}], one value for each output`);
  return shift;
}

/**
 * Two-dimensional convolution (cross-correlation), and a bias for each output where one is given.
 *
 * @shape x [batch, channels, height, width], kernel [outputs, channels, height, width], bias [outputs] -> [batch, outputs, height', width']
 */
export function convolve2d(x: Tensor, kernel: Tensor, options: Convolve2dOptions = {}): Tensor<"float32"> {
  const input = floats("convolve2d", x);
  const weights = floats("convolve2d", kernel, "kernel");
  expectOptions("convolve2d", options, { stride: true, padding: true, bias: true });
  const { stride = 1, padding = 0, bias } = options;
  const g = geometry(input, weights, stride, padding);
  const shift = outputBias("convolve2d", bias, g);
  const y = convForwardRaw(input, weights, shift, g);
  record("convolve2d", shift ? [input, weights, shift] : [input, weights], [y], { stride, padding });
  return y;
}
