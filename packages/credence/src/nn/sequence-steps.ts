/** The steps of sequences: all in one product, first or last of them, masks that serve them all. */

import {
  concat,
  full,
  gatherRows,
  integers,
  multiply,
  reshape,
  sequenceLengths,
  slice,
  stack,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@credence/tensor";
import { denseMap } from "./dense.ts";
import type { LayerPass } from "./layer.ts";
import type { BilinearMap } from "./noise.ts";

/**
 * All steps of all sequences in one product. A sign of flipout serves all steps of an example: they share weights.
 * @shape x [..., steps, batch, inputs], W [inputs, outputs] or [draws, inputs, outputs]
 */
export const allStepsMap: BilinearMap = {
  axes: 3,
  apply(x, weight) {
    const [steps, batch, inputs] = x.shape.slice(-3) as [number, number, number];
    const y = denseMap.apply(reshape(x, [...x.shape.slice(0, -3), steps * batch, inputs]), weight);
    return reshape(y, [...y.shape.slice(0, -2), steps, batch, y.shape[y.shape.length - 1]!]);
  },
  addBias(y, bias) {
    const flat = denseMap.addBias(reshape(y, [...y.shape.slice(0, -3), -1, y.shape[y.shape.length - 1]!]), bias);
    return reshape(flat, [...flat.shape.slice(0, -2), ...y.shape.slice(-3)]);
  },
  inputSigns: (x) => x.map((n, axis) => (axis === x.length - 3 ? 1 : n)),
  outputSigns: (y) => y.map((n, axis) => (axis === y.length - 3 ? 1 : n)),
};

export function firstSteps(x: Tensor, longest: number): Tensor {
  const axis = x.shape.length - 2;
  if (longest === x.shape[axis]) return x;
  return slice(
    x,
    x.shape.map(() => 0),
    x.shape.map((n, i) => (i === axis ? longest : n)),
  );
}

// [..., batch, steps, features] <-> [..., steps, batch, features]: what the steps of one product give lies together
export const stepsFirst = (x: Tensor): Tensor => {
  const rank = x.shape.length;
  return transpose(x, [...x.shape.map((_, i) => i).slice(0, -3), rank - 2, rank - 3, rank - 1]);
};

/** One mask for all steps, drawn where it is first used. */
export function sequenceMask(pass: LayerPass, rate: number, name: string) {
  let mask: Tensor | undefined;
  const maskOf = (shape: readonly number[]): Tensor | undefined => {
    if (rate === 0) return undefined;
    if (mask) return mask;
    const ones = full(shape, 1);
    const dropped = pass.drop(ones, { rate, unit: "element", mask: name });
    mask = dropped === ones ? undefined : dropped;
    return mask;
  };
  return {
    /** x [..., batch, features] */
    step(x: Tensor): Tensor {
      const own = maskOf(x.shape);
      return own ? multiply(x, own) : x;
    },
    /** x [..., steps, batch, features] */
    steps(x: Tensor): Tensor {
      const own = maskOf([...x.shape.slice(0, -3), ...x.shape.slice(-2)]);
      return own ? multiply(x, reshape(own, [...own.shape.slice(0, -2), 1, ...own.shape.slice(-2)])) : x;
    },
  };
}

/** Each sequence's own last: draws come before the batch, so that their rows take the same lengths in turn. */
export function atLengths(states: readonly Tensor[], lengths: Int32Array): Tensor {
  const { shape, size } = states[0]!;
  const units = shape[shape.length - 1]!;
  const rows = size / units;
  const index = Int32Array.from({ length: rows }, (_, row) => (lengths[row % lengths.length]! - 1) * rows + row);
  return reshape(gatherRows(concat(states.map((state) => reshape(state, [rows, units]))), integers(index)), shape);
}

/** All states [..., batch, steps, units] with zeros behind the end of each sequence of x. */
export function withoutFiller(states: readonly Tensor[], x: Tensor, padding: number | "none"): Tensor {
  const stacked = stack(states);
  const rank = stacked.shape.length;
  // [steps, ..., batch, units]
  const y = transpose(stacked, [...stacked.shape.map((_, i) => i).slice(1, -1), 0, rank - 1]);
  if (padding === "none") return y;
  const lengths = sequenceLengths(x, padding);
  const [longest, steps] = [states.length, x.shape[x.shape.length - 2]!];
  const within = Float32Array.from({ length: lengths.length * longest }, (_, i) =>
    i % longest < lengths[Math.floor(i / longest)]! ? 1 : 0,
  );
  const filled = multiply(y, tensor(within, [...x.shape.slice(0, -2), longest, 1]));
  return longest === steps ? filled : concat([filled, zeros([...filled.shape.slice(0, -2), steps - longest, filled.shape[rank - 1]!])], -2);
}
