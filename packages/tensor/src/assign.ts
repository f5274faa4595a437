import { DenseArray, dense } from "./array.ts";
import { memory } from "./engine/engine.ts";
import { noteHostWork } from "./engine/repeated-work.ts";
import { expectOptions } from "./options.ts";
import { expectPart } from "./part.ts";
import { showShape } from "./shape.ts";
import type { Tensor } from "./types.ts";
import { expectInt32, expectTyped } from "./values.ts";

/** Where in an array values go. */
export interface AssignOptions {
  /** Index of the first in row-major order: the values fill a part, so that a large array can be written piece by piece. @default none: they fill all */
  readonly from?: number;
}

/**
 * Overwrites the values of an array that lives on, or a part of them: loading a checkpoint into parameters, or with those of another array of its type
 * and size, a running average of them. No gradient goes through it.
 * @throws for another number of values, an array of the other type, and values that are no int32 for an array that is
 * @example
 * const rows = zeros([2, 2]);
 * assign(rows, new Float32Array([5, 6]), { from: 2 });
 * await rows.read() // => [0, 0, 5, 6]
 */
export function assign(target: Tensor, values: Float32Array | Int32Array | Tensor, options: AssignOptions = {}): void {
  const array = dense("assign", target, "target");
  expectOptions("assign", options, { from: true });
  const { from } = options;
  const ours = values instanceof DenseArray;
  if (!ours) expectTyped("assign", values);
  const count = ours ? values.size : values.length;
  if (from !== undefined) expectPart("assign", { from, count }, array.size);
  noteHostWork();
  const place = (array.address >>> 2) + (from ?? 0);
  const given = ours ? `values of shape ${showShape(values.shape)}` : `${count} values`;
  if (ours && values.dtype !== array.dtype) throw new Error(`assign: got ${values.dtype} values, expected ${array.dtype}`);
  if (from === undefined && count !== array.size) throw new Error(`assign: ${given} for shape ${showShape(array.shape)}`);
  if (ours) {
    const start = values.address >>> 2;
    memory.int32().copyWithin(place, start, start + count);
    return;
  }
  if (array.dtype === "int32") expectInt32("assign", values);
  (array.dtype === "float32" ? memory.float32() : memory.int32()).set(values, place);
}
