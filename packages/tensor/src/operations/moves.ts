import { allocate, type DenseArray, dense, floats, view } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { describe } from "../describe.ts";
import { launch, memory } from "../engine/engine.ts";
import { expectList, expectWhole } from "../plain-arguments.ts";
import { expectShape, resolveAxis, showShape, sizeOf } from "../shape.ts";
import type { DType, Shape, Tensor } from "../types.ts";
import { full } from "./elementwise.ts";

const CHUNK = 16384;

const contiguous = (shape: Shape): number[] => {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  return strides;
};

export function permuteRaw<Type extends DType>(x: DenseArray<Type>, order: readonly number[]): DenseArray<Type> {
  const shape = order.map((axis) => x.shape[axis]!);
  if (shape.length > 6) throw new Error(`transpose: ${showShape(x.shape)} has more than 6 axes`);
  const y = allocate(shape, x.dtype);
  const strides = contiguous(x.shape);
  const pad = 6 - shape.length;
  const sizes = [...new Array<number>(pad).fill(1), ...shape];
  const from = [...new Array<number>(pad).fill(0), ...order.map((axis) => strides[axis]!)];
  if (y.size > 0) launch("permute", Math.ceil(y.size / CHUNK), [x.address, y.address, y.size, ...sizes, ...from]);
  return y;
}

/** Axes in another order; without `order`, reversed. */
export function transpose<Type extends DType>(x: Tensor<Type>, order?: readonly number[]): Tensor<Type> {
  const input = dense("transpose", x);
  if (order !== undefined) expectList("transpose", "order", order);
  const wanted = (order ?? input.shape.map((_, i) => input.shape.length - 1 - i)).map((axis) =>
    resolveAxis("transpose", axis, input.shape.length),
  );
  if (wanted.length !== input.shape.length || new Set(wanted).size !== wanted.length)
    throw new Error(`transpose: order [${wanted.join(", ")}] does not name each axis of ${showShape(input.shape)} once`);
  const y = permuteRaw(input, wanted);
  record("transpose", [input], [y], { order: wanted });
  return y;
}

/** Copies the box at `starts` of `from` to the box at `offsets` of `to`; both boxes have `sizes`. */
export function copyBox(from: DenseArray, starts: readonly number[], to: DenseArray, offsets: readonly number[], sizes: Shape): void {
  if (sizeOf(sizes) === 0) return;
  const fromStrides = contiguous(from.shape);
  const toStrides = contiguous(to.shape);
  const base = (strides: number[], at: readonly number[]) => strides.reduce((total, stride, i) => total + stride * at[i]!, 0);
  // the longest run of trailing axes copied whole becomes one block; the axis before it is the row
  let last = sizes.length - 1;
  let width = 1;
  while (last >= 0 && sizes[last] === from.shape[last] && sizes[last] === to.shape[last]) width *= sizes[last--]!;
  if (last >= 0) width *= sizes[last]!;
  const row = last - 1;
  const rows = row >= 0 ? sizes[row]! : 1;
  const outer = row > 0 ? sizes.slice(0, row) : [];
  const index = new Array<number>(outer.length).fill(0);
  for (;;) {
    const shift = (strides: number[]) => index.reduce((total, n, i) => total + n * strides[i]!, 0);
    launch("copyBlocks", Math.max(1, Math.ceil((rows * width) / CHUNK)), [
      from.address + 4 * (base(fromStrides, starts) + shift(fromStrides)),
      to.address + 4 * (base(toStrides, offsets) + shift(toStrides)),
      rows,
      width,
      row >= 0 ? fromStrides[row]! : 0,
      row >= 0 ? toStrides[row]! : 0,
      Math.max(1, Math.ceil(rows / Math.max(1, Math.ceil((rows * width) / CHUNK)))),
    ]);
    let axis = outer.length - 1;
    while (axis >= 0 && ++index[axis]! === outer[axis]) index[axis--] = 0;
    if (axis < 0) return;
  }
}

/**
 * The box of `sizes` at `starts`; one start and size an axis.
 * @throws for starts or sizes that are no whole numbers from 0, and for a box that does not lie in x
 */
export function slice<Type extends DType>(x: Tensor<Type>, starts: readonly number[], sizes: Shape): Tensor<Type> {
  const input = dense("slice", x);
  if (!Array.isArray(starts)) throw new Error(`slice: starts are ${describe(starts)}, expected an array of whole numbers from 0`);
  for (const [axis, start] of starts.entries()) expectWhole("slice", `start ${axis}`, start, 0);
  expectShape("slice", sizes);
  const fits =
    starts.length === input.shape.length && sizes.length === input.shape.length && starts.every((s, i) => s + sizes[i]! <= input.shape[i]!);
  if (!fits) throw new Error(`slice: starts ${showShape(starts)} and sizes ${showShape(sizes)} do not lie in ${showShape(input.shape)}`);
  const y = allocate(sizes, input.dtype);
  copyBox(
    input,
    starts,
    y,
    sizes.map(() => 0),
    sizes,
  );
  record("slice", [input], [y], { starts, sizes });
  return y;
}

/** Arrays joined along an axis; all other axes are equal. */
export function concat<Type extends DType>(parts: readonly Tensor<Type>[], axis = 0): Tensor<Type> {
  expectList("concat", "parts", parts);
  const inputs = parts.map((part, i) => dense("concat", part, `part ${i}`));
  const first = inputs[0];
  if (!first) throw new Error("concat: no arrays given");
  const at = resolveAxis("concat", axis, first.shape.length);
  for (const part of inputs)
    if (
      part.dtype !== first.dtype ||
      part.shape.length !== first.shape.length ||
      part.shape.some((n, i) => i !== at && n !== first.shape[i])
    )
      throw new Error(`concat: ${showShape(part.shape)} beside ${showShape(first.shape)} along axis ${at}`);
  const total = inputs.reduce((sum, part) => sum + part.shape[at]!, 0);
  const y = allocate(
    first.shape.map((n, i) => (i === at ? total : n)),
    first.dtype,
  );
  let offset = 0;
  for (const part of inputs) {
    copyBox(
      part,
      part.shape.map(() => 0),
      y,
      part.shape.map((_, i) => (i === at ? offset : 0)),
      part.shape,
    );
    offset += part.shape[at]!;
  }
  record("concat", inputs, [y], { axis: at });
  return y;
}

/** Arrays of one shape laid along a new first axis. */
export function stack(parts: readonly Tensor[]): Tensor<"float32"> {
  expectList("stack", "parts", parts);
  return concat(
    parts.map((part, i) => {
      const array = floats("stack", part, `part ${i}`);
      const y = view(array, [1, ...array.shape]);
      record("reshape", [array], [y], undefined);
      return y;
    }),
  );
}

/**
 * Rows of x by index: y[i] = x[indices[i]]. Works for float32 and int32 x.
 * @shape x [rows, ...], indices int32 [count] -> [count, ...]
 */
export function gatherRows<Type extends DType>(x: Tensor<Type>, indices: Tensor): Tensor<Type> {
  const input = dense("gatherRows", x);
  const index = dense("gatherRows", indices, "indices");
  if (index.dtype !== "int32" || index.shape.length !== 1)
    throw new Error(`gatherRows: indices are ${index.dtype} ${showShape(index.shape)}, expected int32 [count]`);
  const rows = input.shape[0] ?? 0;
  const list = memory.int32().subarray(index.address >>> 2, (index.address >>> 2) + index.size);
  for (let i = 0; i < list.length; i++)
    if (list[i]! < 0 || list[i]! >= rows) throw new Error(`gatherRows: index ${list[i]} at ${i}, expected 0 to ${rows - 1}`);
  const width = sizeOf(input.shape.slice(1));
  const y = allocate([index.size, ...input.shape.slice(1)], input.dtype);
  const perChunk = Math.max(1, Math.ceil(CHUNK / Math.max(1, width)));
  launch("gatherRows", Math.ceil(index.size / perChunk), [input.address, index.address, y.address, index.size, width, perChunk]);
  record("gatherRows", [input, index], [y], undefined);
  return y;
}

/** Up to so many rows are added up in float32, more of one index in float64: from 2^24 on float32 does not count ones. */
const FLOAT32_ROWS = 1024;

function oftenRepeated(index: DenseArray, rows: number): boolean {
  if (index.size <= FLOAT32_ROWS) return false;
  const counts = new Int32Array(rows);
  const start = index.address >>> 2;
  for (const row of memory.int32().subarray(start, start + index.size)) if (++counts[row]! > FLOAT32_ROWS) return true;
  return false;
}

/** The transpose of `gatherRows`: each row of the gradient is added to the row of its index, in order. */
export function scatterAddRows(gradient: DenseArray, index: DenseArray, shape: Shape): DenseArray<"float32"> {
  const dx = full(shape, 0) as DenseArray<"float32">;
  const rows = shape[0]!;
  const width = sizeOf(shape.slice(1));
  const columns = Math.max(16, Math.ceil(width / 8));
  const bytes = oftenRepeated(index, rows) ? dx.size * 8 : 0;
  const sums = bytes === 0 ? 0 : memory.allocate(bytes);
  const ints = [gradient.address, index.address, dx.address, index.size, width, columns, sums, rows];
  launch("scatterAddRows", Math.ceil(width / columns), ints);
  if (bytes > 0) memory.release(sums, bytes);
  return dx;
}
