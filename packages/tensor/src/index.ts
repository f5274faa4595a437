export { expectTensor, integers, isTensor, type KeptArrays, keep, scope, tensor, trackKept } from "./array.ts";
export { type AssignOptions, assign } from "./assign.ts";
export { type Differentiated, valueAndGradient } from "./autodiff/gradient.ts";
export { type RepeatedGradient, repeatedGradient } from "./autodiff/repeated-gradient.ts";
export { describe as describeValue, describeList } from "./describe.ts";
export { type BlasProvider, engine } from "./engine/engine.ts";
export type { SharedMemory } from "./engine/shared-memory.ts";
export type { Sgemm } from "./engine/worker-message.ts";
export { equal, greater, greaterEqual } from "./operations/comparisons.ts";
export { type ConvolveKeptOptions, convolveKept, type KeptChannels, keptFits, keptSaves } from "./operations/convolve-kept.ts";
export { type Convolve2dOptions, convolve2d } from "./operations/convolve2d.ts";
export {
  abs,
  add,
  affine,
  broadcastTo,
  clamp,
  constant,
  cos,
  divide,
  erf,
  exp,
  full,
  gelu,
  log,
  maximum,
  minimum,
  multiply,
  negate,
  reciprocal,
  relu,
  reshape,
  sigmoid,
  sign,
  sin,
  softplus,
  softplusSquared,
  sqrt,
  square,
  subtract,
  tanh,
  where,
  zeros,
} from "./operations/elementwise.ts";
export { type FusedPrior, type GaussianDrawOptions, gaussianDraw, localNoise } from "./operations/gaussian.ts";
export { type MatmulOptions, matmul } from "./operations/matmul.ts";
export { concat, gatherRows, slice, stack, transpose } from "./operations/moves.ts";
export { gaussianMoments, normalKl } from "./operations/normal-kl.ts";
export { type AdamStep, adamStep, sgdStep } from "./operations/optimise.ts";
export { averagePool2d, maxPool2d, type PoolOptions } from "./operations/pooling.ts";
export { gruCell, lstmCell } from "./operations/recurrent-cells.ts";
export { gruSteps, lstmSteps, type RecurrentSteps, type RecurrentStepsOptions } from "./operations/recurrent-steps.ts";
export { logSumExp, max, mean, type ReduceOptions, sum } from "./operations/reductions.ts";
export { sequenceLengths, unstack } from "./operations/sequences.ts";
export { logSoftmax, mutualInformation, softmax, softmaxCrossEntropy } from "./operations/softmax.ts";
export { topK } from "./operations/top-k.ts";
export { expectNothing, expectObject, expectOptions, type OptionNames } from "./options.ts";
export type { Part } from "./part.ts";
export {
  expectAnyNumber,
  expectBelowOne,
  expectBoolean,
  expectFraction,
  expectFunction,
  expectList,
  expectNotNegative,
  expectNumber,
  expectOneOf,
  expectPositive,
  expectText,
  expectWhole,
  refused,
} from "./plain-arguments.ts";
export { printedAs } from "./print.ts";
export { expectKey, isKey, key, philox } from "./random/key.ts";
export {
  bernoullis,
  normals,
  permutation,
  randomBernoulli,
  randomBits,
  randomCategorical,
  randomNormal,
  randomUniform,
  uniforms,
} from "./random/random.ts";
export { expectShape } from "./shape.ts";
export type { DType, Key, Shape, Tensor, ValuesOf } from "./types.ts";
