import { allocate, type DenseArray, floats } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { describe } from "../describe.ts";
import { launch } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";

/** The window of a pooling operation: a square without padding. */
export interface PoolOptions {
  /** Side of the window. */
  readonly size: number;
  /** Pixels from one window to the next. @default size */
  readonly stride?: number;
}

const PLANES = 32;

function plan(operation: string, x: DenseArray, size: number, stride: number) {
  if (x.shape.length !== 4) throw new Error(`${operation}: x is ${showShape(x.shape)}, expected [batch, channels, height, width]`);
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  if (!Number.isInteger(size) || size < 1 || !Number.isInteger(stride) || stride < 1)
    throw new Error(`${operation}: size is ${describe(size)} and stride ${describe(stride)}, expected whole numbers from 1`);
  const outHeight = Math.floor((height - size) / stride) + 1;
  const outWidth = Math.floor((width - size) / stride) + 1;
  if (outHeight < 1 || outWidth < 1) throw new Error(`${operation}: a window of ${size} is larger than x, ${showShape(x.shape)}`);
  return { planes: batch * channels, height, width, outHeight, outWidth, shape: [batch, channels, outHeight, outWidth] };
}

const pooling =
  (name: "maxPool2d" | "averagePool2d") =>
  (x: Tensor, options: PoolOptions): Tensor<"float32"> => {
    const input = floats(name, x);
    expectOptions(name, options, { size: true, stride: true });
    const { size, stride = size } = options;
    const p = plan(name, input, size, stride);
    const y = allocate(p.shape);
    launch("pool", Math.ceil(p.planes / PLANES), [
      input.address,
      y.address,
      p.planes,
      p.height,
      p.width,
      size,
      stride,
      p.outHeight,
      p.outWidth,
      Number(name === "averagePool2d"),
    ]);
    record(name, [input], [y], { size, stride });
    return y;
  };

/** Largest value of each window, NaN where it holds one. The gradient goes to the first place that holds it, and to the last NaN. @shape x [batch, channels, height, width] */
export const maxPool2d = pooling("maxPool2d");
/** Mean of each window. @shape x [batch, channels, height, width] */
export const averagePool2d = pooling("averagePool2d");

export function poolGradient(
  x: DenseArray,
  gradient: DenseArray,
  { size, stride, average }: { size: number; stride: number; average: boolean },
): DenseArray<"float32"> {
  const p = plan("pool", x, size, stride);
  const dx = allocate(x.shape);
  launch("poolBackward", Math.ceil(p.planes / PLANES), [
    x.address,
    gradient.address,
    dx.address,
    p.planes,
    p.height,
    p.width,
    size,
    stride,
    p.outHeight,
    p.outWidth,
    Number(average),
  ]);
  return dx;
}
