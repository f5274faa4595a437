import { allocate, type DenseArray, floats, view } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectOptions } from "../options.ts";
import { expectBoolean } from "../plain-arguments.ts";
import { resolveAxis, showShape, sizeOf } from "../shape.ts";
import type { Shape, Tensor } from "../types.ts";
import { chunksOf } from "./elementwise.ts";

/** What a reduction runs over and which shape it leaves. */
export interface ReduceOptions {
  /** Axes to reduce, negative from the end. @default all axes */
  readonly axis?: number | readonly number[];
  /** Keeps the reduced axes with size 1. @default false */
  readonly keepAxes?: boolean;
}

const reduceOptions = { axis: true, keepAxes: true } as const;

const codes = { sum: 0, max: 1, logSumExp: 2 } as const;
const SUM_BLOCK = 4096;
const COLUMNS = 256;

const axesOf = (operation: string, x: DenseArray, options: ReduceOptions): number[] => {
  expectOptions(operation, options, reduceOptions);
  const { axis, keepAxes } = options;
  if (keepAxes !== undefined) expectBoolean(operation, "keepAxes", keepAxes);
  if (axis === undefined) return x.shape.map((_, i) => i);
  const axes = (Array.isArray(axis) ? [...axis] : [axis]).map((a) => resolveAxis(operation, a, x.shape.length));
  return [...new Set(axes)].toSorted((a, b) => a - b);
};

/** The shape with the axes at size 1. */
const keptShape = (shape: Shape, axes: readonly number[]): Shape => shape.map((n, i) => (axes.includes(i) ? 1 : n));

// [outer, length, inner] -> [outer, inner]
function reduceMiddle(
  code: keyof typeof codes,
  x: DenseArray,
  outer: number,
  length: number,
  inner: number,
  shape: Shape,
): DenseArray<"float32"> {
  const y = allocate(shape);
  if (inner === 1) {
    const rows = Math.max(1, Math.floor(16384 / Math.max(1, length)));
    launch("reduce", Math.ceil(outer / rows), [x.address, y.address, codes[code], outer, length, 1, rows, 0]);
  } else {
    const perRow = Math.ceil(inner / COLUMNS);
    launch("reduce", outer * perRow, [x.address, y.address, codes[code], outer, length, inner, COLUMNS, perRow]);
  }
  return y;
}

function sumEverything(x: DenseArray, shape: Shape): DenseArray<"float32"> {
  const y = allocate(shape);
  const chunks = Math.ceil(x.size / SUM_BLOCK);
  const partials = memory.allocate(chunks * 8);
  launch("sumBlocks", chunks, [x.address, partials, x.size]);
  launch("sumPartials", 1, [partials, y.address, chunks, 1], [1]);
  memory.release(partials, chunks * 8);
  return y;
}

/** Reduces without recording; axes ascending. */
export function reduceRaw(code: keyof typeof codes, x: DenseArray<"float32">, axes: readonly number[]): DenseArray<"float32"> {
  const kept = keptShape(x.shape, axes);
  if (axes.length === 0) return view(x, x.shape);
  if (code === "sum" && axes.length === x.shape.length && x.size > SUM_BLOCK) return sumEverything(x, kept);
  let current = x;
  // runs of neighbouring axes reduce at once, from the last run to the first
  for (let last = axes.length - 1; last >= 0; ) {
    let first = last;
    while (first > 0 && axes[first - 1] === axes[first]! - 1) first--;
    const from = axes[first]!;
    const to = axes[last]!;
    const outer = sizeOf(current.shape.slice(0, from));
    const length = sizeOf(current.shape.slice(from, to + 1));
    const inner = sizeOf(current.shape.slice(to + 1));
    const shape = current.shape.map((n, i) => (i >= from && i <= to ? 1 : n));
    const next = reduceMiddle(code, current, outer, length, inner, shape);
    if (current !== x) current.dispose();
    current = next;
    last = first - 1;
  }
  return current;
}

const reduction =
  (code: "sum" | "max" | "logSumExp") =>
  (x: Tensor, options: ReduceOptions = {}): Tensor<"float32"> => {
    const input = floats(code, x);
    const axes = axesOf(code, input, options);
    if (code !== "sum" && sizeOf(axes.map((a) => input.shape[a]!)) === 0)
      throw new Error(`${code}: nothing to reduce in ${showShape(input.shape)}`);
    const kept = reduceRaw(code, input, axes);
    record(code, [input], [kept], { axes });
    if (options.keepAxes) return kept;
    const y = view(
      kept,
      input.shape.filter((_, i) => !axes.includes(i)),
    );
    record("reshape", [kept], [y], undefined);
    return y;
  };

/** Sum; float32 lanes over at most 256 values, float64 beyond. */
export const sum = reduction("sum");
/** Largest value; NaN where there is one. The gradient is shared by the places that hold it. */
export const max = reduction("max");
/** log of the sum of exponentials, without overflow. */
export const logSumExp = reduction("logSumExp");

/** Arithmetic mean. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor<"float32"> {
  const input = floats("mean", x);
  const count = sizeOf(axesOf("mean", input, options).map((a) => input.shape[a]!));
  const total = sum(x, options) as DenseArray;
  const y = allocate(total.shape);
  launch("unary", chunksOf(y.size), [total.address, y.address, y.size, 14], [1 / count, 0]);
  record("affine", [total], [y], { scale: 1 / count });
  return y;
}

/** Sums a gradient back to the shape its operand had before broadcasting. */
export function sumTo(gradient: DenseArray<"float32">, shape: Shape): DenseArray<"float32"> {
  const lead = gradient.shape.length - shape.length;
  const axes: number[] = [];
  for (let i = 0; i < gradient.shape.length; i++) if (i < lead || (shape[i - lead] === 1 && gradient.shape[i] !== 1)) axes.push(i);
  if (axes.length === 0) return gradient;
  return view(reduceRaw("sum", gradient, axes), shape);
}
