import type { RecurrentPlaces } from "../operations/recurrent-steps.ts";
import type { Shape } from "../types.ts";

/** Every operation that can be differentiated, with what its rule needs besides inputs and outputs. A new entry without a rule in rules.ts does not compile. */
export interface Operations {
  negate: undefined;
  exp: undefined;
  log: undefined;
  sqrt: undefined;
  abs: undefined;
  relu: undefined;
  tanh: undefined;
  sigmoid: undefined;
  softplus: undefined;
  gelu: undefined;
  sin: undefined;
  cos: undefined;
  square: undefined;
  reciprocal: undefined;
  erf: undefined;
  softplusSquared: undefined;
  affine: { scale: number };
  clamp: { low: number; high: number };
  add: undefined;
  subtract: undefined;
  multiply: undefined;
  divide: undefined;
  maximum: undefined;
  minimum: undefined;
  where: undefined;
  sum: { axes: readonly number[] };
  max: { axes: readonly number[] };
  logSumExp: { axes: readonly number[] };
  softmax: { axis: number };
  logSoftmax: { axis: number };
  softmaxCrossEntropy: undefined;
  mutualInformation: undefined;
  matmul: { transposeA: boolean; transposeB: boolean };
  convolve2d: { stride: number; padding: number };
  maxPool2d: { size: number; stride: number };
  averagePool2d: { size: number; stride: number };
  reshape: undefined;
  transpose: { order: readonly number[] };
  slice: { starts: readonly number[]; sizes: Shape };
  concat: { axis: number };
  gatherRows: undefined;
  unstack: { axis: number };
  lstmCell: undefined;
  gruCell: undefined;
  recurrentSteps: RecurrentPlaces;
  broadcastTo: undefined;
  gaussianDraw: { stride: number; draws: number; prior: PriorCode };
  normalKl: { mean: number; stdDev: number };
  gaussianMoments: { mean: number; stdDev: number };
  localNoise: { noise: Noise; draws: number };
}

/** Standard normals from a key, or given as an array (reference cases). */
export type Noise = { readonly words: readonly [number, number] } | { readonly address: number };

/** A prior as the fused kernel reads it: see assembly/gaussian.ts. */
export interface PriorCode {
  readonly kind: 0 | 1 | 2 | 3;
  readonly parameters: readonly [number, number, number, number];
  /** Added once per weight: the normalising constants of log q - log p. */
  readonly constant: number;
}

export type OperationName = keyof Operations;
