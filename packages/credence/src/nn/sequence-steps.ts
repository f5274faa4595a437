/** The steps of sequences: all in one product, first or last of them, masks that serve them all. */

import {
  broadcastTo,
  concat,
  full,
  gatherRows,
  integers,
  multiply,
  reshape,
  slice,
  type Tensor,
  tensor,
  transpose,
  where,
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
    /** For x [..., batch, features]; undefined where nothing is dropped. */
    of: maskOf,
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

/** States side by side, with zeros behind the end of each sequence. @shape [..., steps, batch, units] */
export function stackedStates(states: readonly Tensor[], lengths: Int32Array | undefined): Tensor {
  const { shape } = states[0]!;
  const steps = states.length;
  const stacked = concat(
    states.map((state) => reshape(state, [...shape.slice(0, -2), 1, ...shape.slice(-2)])),
    -3,
  );
  if (!lengths) return stacked;
  const batch = shape[shape.length - 2]!;
  const within = Float32Array.from({ length: steps * lengths.length }, (_, i) => {
    const [draw, rest] = [Math.floor(i / (steps * batch)), i % (steps * batch)];
    return Math.floor(rest / batch) < lengths[draw * batch + (rest % batch)]! ? 1 : 0;
  });
  const zero = zeros([1]);
  const lead = lengths.length === batch ? [] : shape.slice(0, -2);
  return where(broadcastTo(tensor(within, [...lead, steps, batch, 1]), stacked.shape), stacked, broadcastTo(zero, stacked.shape));
}

/** All states as a layer gives them, with the steps of x: zeros where the longest sequence has ended. @shape [..., steps, batch, units] -> [..., batch, steps, units] */
export function allStates(states: Tensor, steps: number): Tensor {
  const y = stepsFirst(states);
  const [longest, units] = y.shape.slice(-2) as [number, number];
  return longest === steps ? y : concat([y, zeros([...y.shape.slice(0, -2), steps - longest, units])], -2);
}
