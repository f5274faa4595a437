import { integers, key, type Tensor, tensor } from "@credence/tensor";
import {
  type Argument,
  anyNumber,
  argument,
  callback,
  flag,
  fraction,
  list,
  name,
  number,
  optional,
  options,
  positive,
  whole,
} from "./misuses.ts";

export const x = (
  value: Tensor = tensor([
    [1, 2],
    [3, 4],
  ]),
): Argument => argument(value);
export const aKey = (): Argument => argument(key(0));
const integer = (one: number): Argument => argument(one, ["a number", "a negative number", "true"]);
const value = (one: number): Argument => argument(one, ["a number", "a fraction", "a negative number", "NaN", "true"]);
const shape = (): Argument => list([whole(2), whole(3)]);
const axis = (): Argument => optional(argument(0, ["a negative number"]));
const reduction = (): Argument => optional(options({ axis: axis(), keepAxes: optional(flag(false)) }));
const labels = (): Argument => argument(integers([0, 1]));
const normalPrior = (): Argument => options({ kind: name("normal"), mean: number(0), stdDev: positive(1) });
const rates = { learningRate: positive(0.1), weightDecay: positive(0) };

const unary = "abs cos erf exp gelu log negate reciprocal relu sigmoid sign sin softplus softplusSquared sqrt square tanh".split(" ");
const arithmetic = "add divide maximum minimum multiply subtract".split(" ");
const comparisons = ["equal", "greater", "greaterEqual"];
const reductions = ["logSumExp", "max", "mean", "sum"];
const pools = ["averagePool2d", "maxPool2d"];
const filter = (): Argument => x(tensor(new Float32Array(4), [1, 1, 2, 2]));
const kept = (): Argument => options({ channels: argument(Int32Array.of(0)), outputs: argument(Int32Array.of(0)) });
const image = (): Argument => x(tensor(new Float32Array(16), [1, 1, 4, 4]));

const all = (names: readonly string[], given: () => readonly Argument[]) => Object.fromEntries(names.map((one) => [one, given]));

/** A valid call of each function of @credence/tensor. */
export const tensorCalls: Readonly<Record<string, () => readonly Argument[]>> = {
  ...all(unary, () => [x()]),
  ...all(arithmetic, () => [x(), anyNumber(2)]),
  ...all(comparisons, () => [x(), x()]),
  ...all(reductions, () => [x(), reduction()]),
  ...all(pools, () => [image(), options({ size: whole(2), stride: optional(whole(1)) })]),
  adamStep: () => [
    x(),
    x(),
    options({
      firstMoment: x(),
      secondMoment: x(),
      step: whole(1),
      ...rates,
      beta1: positive(0.9),
      beta2: positive(0.9),
      epsilon: positive(1e-8),
      decoupledWeightDecay: positive(0),
    }),
  ],
  affine: () => [x(), options({ scale: optional(anyNumber(2)), shift: optional(anyNumber(1)) })],
  assign: () => [x(tensor([1, 2])), argument(tensor([3, 4]), ["a typed array"]), optional(options({ from: optional(whole(0)) }))],
  bernoullis: () => [aKey(), whole(3), fraction(0.5)],
  broadcastTo: () => [x(tensor([[1], [2]])), list([whole(2), whole(3)])],
  clamp: () => [x(), options({ low: optional(anyNumber(0)), high: optional(anyNumber(1)) })],
  concat: () => [list([x(), x()]), axis()],
  constant: () => [anyNumber(1)],
  convolve2d: () => [
    image(),
    x(tensor(new Float32Array(4), [1, 1, 2, 2])),
    optional(options({ stride: optional(whole(1)), padding: optional(whole(0)), bias: optional(x(tensor([1]))) })),
  ],
  convolveKept: () => [image(), filter(), options({ kept: list([kept()]), padding: optional(whole(0)), bias: optional(x(tensor([1]))) })],
  full: () => [shape(), anyNumber(1)],
  gatherRows: () => [x(), labels()],
  gaussianDraw: () => [x(), x(), options({ noise: aKey(), draws: whole(1), prior: optional(normalPrior()) })],
  integers: () => [
    list([integer(1), integer(2)], ["a number", "a negative number", "true", "an array", "a typed array"]),
    optional(list([whole(2)])),
  ],
  gaussianMoments: () => [x(), x(), options({ mean: number(0), stdDev: positive(1) })],
  keep: () => [x()],
  keptFits: () => [image(), filter(), optional(options({ stride: optional(whole(1)), padding: optional(whole(0)) }))],
  keptSaves: () => [filter(), list([kept()])],
  key: () => [whole(0)],
  gruCell: () => [x(tensor([[1, 2, 3]])), x(tensor([[1, 2, 3]])), x(tensor([[1]]))],
  localNoise: () => [x(), x(), options({ noise: aKey(), draws: whole(2), repeat: flag(true) })],
  logSoftmax: () => [x(), axis()],
  lstmCell: () => [x(tensor([[1, 2, 3, 4]])), x(tensor([[1, 2, 3, 4]])), x(tensor([[1]]))],
  gruSteps: () => [x(tensor([[[1, 2, 3]]])), x(tensor([[1, 2, 3]])), optional(options({ state: optional(x(tensor([[1]]))) }))],
  lstmSteps: () => [x(tensor([[[1, 2, 3, 4]]])), x(tensor([[1, 2, 3, 4]])), optional(options({ state: optional(x(tensor([[1]]))) }))],
  matmul: () => [x(), x(), optional(options({ transposeA: optional(flag(false)), transposeB: optional(flag(false)) }))],
  mutualInformation: () => [x(tensor([[[0.5, 0.5]]]))],
  normalKl: () => [x(), x(), options({ mean: number(0), stdDev: positive(1) })],
  normals: () => [aKey(), whole(3)],
  permutation: () => [aKey(), whole(3)],
  printedAs: () => [argument({ size: 3 }, ["an object", "an array", "a typed array", "a promise"]), callback(() => "a text")],
  philox: () => [list([whole(0), whole(0), whole(0), whole(0)]), list([whole(0), whole(0)]), optional(whole(10))],
  randomBernoulli: () => [aKey(), shape(), options({ probability: fraction(0.5), scale: optional(number(1)) })],
  randomBits: () => [aKey(), shape()],
  randomCategorical: () => [aKey(), x()],
  randomNormal: () => [aKey(), shape(), optional(options({ mean: optional(number(0)), stdDev: optional(positive(1)) }))],
  randomUniform: () => [aKey(), shape(), optional(options({ low: optional(number(0)), high: optional(positive(10)) }))],
  repeatedGradient: () => [list([shape()], ["an array"]), callback(() => ({ value: tensor(1), extra: null })), callback(() => [])],
  reshape: () => [x(), list([argument(2, ["a negative number"]), argument(2, ["a negative number"])])],
  scope: () => [callback(() => 1)],
  sequenceLengths: () => [x(), anyNumber(0)],
  sgdStep: () => [x(), x(), options({ velocity: { ...x(), accepts: ["null"] }, ...rates, momentum: positive(0) })],
  slice: () => [x(), list([whole(0), whole(0)]), list([whole(1), whole(1)])],
  softmax: () => [x(), axis()],
  softmaxCrossEntropy: () => [x(), labels()],
  stack: () => [list([x(), x()])],
  tensor: () => [
    list([value(1), value(2)], ["a number", "a fraction", "a negative number", "NaN", "true", "an array", "a typed array"]),
    optional(list([whole(2)])),
  ],
  topK: () => [x(tensor([1, 2, 3])), whole(2)],
  trackKept: () => [],
  transpose: () => [x(), optional(list([argument(1, ["a negative number"]), argument(0, ["a negative number"])]))],
  unstack: () => [x(), axis()],
  uniforms: () => [aKey(), whole(3)],
  valueAndGradient: () => [list([x()]), callback(() => ({ value: tensor(1), extra: null }))],
  where: () => [x(), x(), x()],
  zeros: () => [shape()],
  "engine.hasBlas": () => [],
  "engine.info": () => [],
};
