import { allocate, type DenseArray, dense, view } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { memory } from "../engine/engine.ts";
import { noteHostWork } from "../engine/repeated-work.ts";
import { expectAnyNumber } from "../plain-arguments.ts";
import { resolveAxis, showShape, sizeOf } from "../shape.ts";
import type { DType, Shape, Tensor } from "../types.ts";
import { full } from "./elementwise.ts";
import { copyBox } from "./moves.ts";

const without = (shape: Shape, axis: number): Shape => shape.filter((_, i) => i !== axis);

const origin = (shape: Shape): number[] => shape.map(() => 0);

const at = (shape: Shape, axis: number, index: number) => ({
  starts: shape.map((_, i) => (i === axis ? index : 0)),
  sizes: shape.map((n, i) => (i === axis ? 1 : n)),
});

/** One array of x for each index of an axis, without that axis. Their gradients are laid side by side, in one pass. */
export function unstack<Type extends DType>(x: Tensor<Type>, axis = 0): Tensor<Type>[] {
  const input = dense("unstack", x);
  const along = resolveAxis("unstack", axis, input.shape.length);
  const parts = Array.from({ length: input.shape[along]! }, (_, index) => {
    const { starts, sizes } = at(input.shape, along, index);
    const part = allocate(sizes, input.dtype);
    copyBox(input, starts, part, origin(sizes), sizes);
    return view(part, without(input.shape, along));
  });
  record("unstack", [input], parts, { axis: along });
  return parts;
}

/** The transpose of `unstack`: 0 where nothing came. */
export function unstackGradient(gradients: readonly (DenseArray | undefined)[], shape: Shape, axis: number): DenseArray<"float32"> {
  const dx = (gradients.every((gradient) => gradient !== undefined) ? allocate(shape) : full(shape, 0)) as DenseArray<"float32">;
  for (const [index, gradient] of gradients.entries()) {
    if (!gradient) continue;
    const { starts, sizes } = at(shape, axis, index);
    copyBox(view(gradient, sizes), origin(sizes), dx, starts, sizes);
  }
  return dx;
}

/**
 * Lengths of sequences that are filled up with a value: the steps of each up to the last one that holds anything else. Its own values are
 * read at once, so that a layer can leave out the steps behind the longest.
 * @shape x [..., steps, inputs] -> one length for each sequence, in order
 * @throws for fewer than two axes
 * @example
 * sequenceLengths(tensor([[[5], [7], [0]], [[0], [0], [0]]]), 0) // => [2, 0]
 */
export function sequenceLengths(x: Tensor, padding: number): Int32Array {
  const { shape, dtype, address, size } = dense("sequenceLengths", x);
  expectAnyNumber("sequenceLengths", "padding", padding);
  if (shape.length < 2) throw new Error(`sequenceLengths: x is ${showShape(shape)}, expected [..., steps, inputs]`);
  const [steps, inputs] = shape.slice(-2) as [number, number];
  // integers are the same each time that noted work is repeated: what could change them is host work itself
  if (dtype === "float32") noteHostWork();
  const all = dtype === "float32" ? memory.float32() : memory.int32();
  const values = all.subarray(address >>> 2, (address >>> 2) + size);
  const filler = dtype === "float32" ? Math.fround(padding) : padding;
  return Int32Array.from({ length: sizeOf(shape.slice(0, -2)) }, (_, sequence) => {
    const start = sequence * steps * inputs;
    let last = start + steps * inputs - 1;
    while (last >= start && values[last] === filler) last--;
    return Math.ceil((last - start + 1) / Math.max(1, inputs));
  });
}
