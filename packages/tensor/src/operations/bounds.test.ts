import { describe, expect, test } from "vitest";
import {
  adamStep,
  add,
  affine,
  averagePool2d,
  clamp,
  concat,
  convolve2d,
  convolveKept,
  exp,
  full,
  gatherRows,
  gaussianDraw,
  gelu,
  gruCell,
  gruSteps,
  integers,
  key,
  localNoise,
  logSoftmax,
  logSumExp,
  lstmCell,
  lstmSteps,
  matmul,
  max,
  maximum,
  maxPool2d,
  mean,
  mutualInformation,
  normalKl,
  permutation,
  randomBernoulli,
  randomBits,
  randomCategorical,
  randomNormal,
  randomUniform,
  relu,
  scope,
  sgdStep,
  slice,
  softmax,
  softmaxCrossEntropy,
  stack,
  sum,
  type Tensor,
  tensor,
  topK,
  transpose,
  unstack,
  valueAndGradient,
  where,
  zeros,
} from "../index.ts";
import { guardMemory, UNTOUCHED } from "../testing/guarded-memory.ts";
import { spread } from "../testing/numbers.ts";

const guarded = guardMemory();
const values = (...shape: number[]): Tensor =>
  tensor(
    spread(
      shape.reduce((a, b) => a * b, 1),
      { low: 0.05, high: 0.95 },
    ),
    shape,
  );
const labels = (count: number, classes: number): Tensor => integers(Array.from({ length: count }, (_, i) => i % classes));
const image = (n: number): Tensor => values(3, 2, 4 + (n % 29), 5 + (n % 31));
const noise = key(1);

/** Sizes around the ends of a vector, a block of 64 bytes, a block of noise and a chunk. */
const sizes = [1, 2, 3, 4, 5, 6, 7, 15, 16, 17, 63, 65, 511, 513, 2047, 2049, 4097, 16_383, 16_385];

/** Differentiable operations of every kernel: inputs by size, and what is done with them. */
const operations: Record<string, (n: number) => { inputs: Tensor[]; apply: (...inputs: Tensor[]) => Tensor }> = {
  unary: (n) => ({ inputs: [values(n)], apply: (x) => gelu(exp(affine(clamp(x!, { low: 0.1 }), { scale: 0.5 }))) }),
  binary: (n) => ({ inputs: [values(3, n), values(3, 1), values(n)], apply: (a, b, c) => maximum(add(a!, b!), c!) }),
  where: (n) => ({ inputs: [values(n), values(n)], apply: (a, b) => where(relu(affine(a!, { shift: -0.5 })), a!, b!) }),
  sum: (n) => ({ inputs: [values(5, n)], apply: (x) => add(sum(x!, { axis: 1 }), add(mean(x!), max(sum(x!, { axis: 0 })))) }),
  logSumExp: (n) => ({ inputs: [values(5, n)], apply: (x) => add(logSumExp(x!, { axis: 1 }), logSumExp(logSumExp(x!, { axis: 0 }))) }),
  softmax: (n) => ({ inputs: [values(3, n)], apply: (x) => softmax(logSoftmax(x!), 0) }),
  softmaxCrossEntropy: (n) => ({ inputs: [values(2, 3, n)], apply: (x) => softmaxCrossEntropy(x!, labels(3, n)) }),
  transpose: (n) => ({ inputs: [values(n, 3)], apply: (x) => transpose(x!) }),
  slice: (n) => ({
    inputs: [values(3, n)],
    apply: (x) => concat([slice(x!, [1, 0], [2, n]), stack([slice(x!, [0, 0], [1, n])].flatMap(() => [values(n)]))]),
  }),
  unstack: (n) => ({ inputs: [values(2, 3, n)], apply: (x) => concat(unstack(x!, 1)) }),
  lstmCell: (n) => ({
    inputs: [values(2, 4 * n), values(2, 4 * n), values(2, n)],
    apply(a, b, c) {
      const { state, cell } = lstmCell(a!, b!, c!);
      return concat([state, cell]);
    },
  }),
  gruCell: (n) => ({ inputs: [values(2, 3 * n), values(2, 3 * n), values(2, n)], apply: (a, b, h) => gruCell(a!, b!, h!) }),
  lstmSteps: (n) => ({
    inputs: [values(3, 2, 4 * (n % 131)), values(n % 131, 4 * (n % 131))],
    apply: (x, w) => lstmSteps(x!, w!, { mask: values(2, n % 131), lengths: integers([3, 2]) }).states,
  }),
  gruSteps: (n) => ({
    inputs: [values(2, 1 + (n % 9), 18), values(6, 18), values(18)],
    apply: (x, w, b) => gruSteps(x!, w!, { bias: b! }).states,
  }),
  gatherRows: (n) => ({ inputs: [values(3, n)], apply: (x) => gatherRows(x!, integers([2, 0, 2, 2])) }),
  matmul: (n) => ({ inputs: [values(n % 67, 9), values(9, n)], apply: (a, b) => matmul(a!, b!) }),
  "transposed matmul": (n) => ({
    inputs: [values(9, n % 67), values(n, 9)],
    apply: (a, b) => matmul(a!, b!, { transposeA: true, transposeB: true }),
  }),
  convolve2d: (n) => ({
    inputs: [image(n), values(1 + (n % 6), 2, 3, 3)],
    apply: (x, k) => convolve2d(x!, k!, { padding: n % 3, stride: 1 + (n % 2) }),
  }),
  maxPool2d: (n) => ({ inputs: [image(n)], apply: (x) => maxPool2d(x!, { size: 2 }) }),
  averagePool2d: (n) => ({ inputs: [image(n)], apply: (x) => averagePool2d(x!, { size: 3, stride: 1 }) }),
  gaussianDraw: (n) => ({
    inputs: [values(n), values(n)],
    apply(m, r) {
      const { weights, complexity } = gaussianDraw(m!, r!, { noise, draws: 3, prior: { kind: "laplace", mean: 0, scale: 1 } });
      return add(sum(weights), sum(complexity));
    },
  }),
  "gaussianDraw under many keys": (n) => ({
    inputs: [values(n), values(n)],
    apply: (m, r) => gaussianDraw(m!, r!, { noise: [noise, noise.child(1)], draws: 2 }).weights,
  }),
  normalKl: (n) => ({ inputs: [values(n), values(n)], apply: (m, r) => normalKl(m!, r!, { mean: 0, stdDev: 1 }) }),
  // 8 draws of an odd size may end at the end of a block of memory
  "localNoise for all draws": (n) => ({
    inputs: [values(n), values(n)],
    apply: (m, v) => localNoise(m!, v!, { noise, draws: 8, repeat: true }),
  }),
  "localNoise by draw": (n) => ({
    inputs: [values(2, n), values(2, n)],
    apply: (m, v) => localNoise(m!, v!, { noise, draws: 2, repeat: false }),
  }),
};

async function expectWritten(results: Iterable<Tensor>): Promise<void> {
  for (const result of results) {
    const read = await result.read();
    expect(
      read.findIndex((value) => value === UNTOUCHED || Number.isNaN(value)),
      "the first value nobody wrote",
    ).toBe(-1);
  }
}

describe("a kernel writes all of its output and nothing around it", () => {
  test.each(Object.keys(operations))("%s, forward and backward", async (name) => {
    for (const n of sizes) {
      const results = scope(() => {
        const { inputs, apply } = operations[name]!(n);
        const { gradients, extra } = valueAndGradient(inputs, () => {
          const y = apply(...inputs);
          return { value: sum(y), extra: y };
        });
        return [extra, ...gradients];
      });
      await expectWritten(results);
      for (const result of results) result.dispose();
      expect(guarded.broken(), `size ${n}`).toEqual([]);
    }
  });

  test("random arrays, optimiser steps, mutual information and topK", async () => {
    for (const n of sizes) {
      const results = scope(() => {
        const [w, m, v] = [values(n), zeros([n]), full([n], 0.5)];
        const beside = { learningRate: 0.1, weightDecay: 0.1 };
        adamStep(w, values(n), {
          ...beside,
          firstMoment: m,
          secondMoment: v,
          step: 1,
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-8,
          decoupledWeightDecay: 0,
        });
        sgdStep(w, values(n), { ...beside, velocity: m, momentum: 0.9 });
        topK(w, 1);
        permutation(noise, n);
        const drawn = [
          randomNormal(noise, [n]),
          randomUniform(noise, [n]),
          randomBits(noise, [n]),
          randomBernoulli(noise, [n], { probability: 0.5 }),
        ];
        return [w, m, v, ...drawn, randomCategorical(noise, values(3, n)), mutualInformation(softmax(values(3, 2, n)))];
      });
      await expectWritten(results);
      for (const result of results) result.dispose();
      expect(guarded.broken(), `size ${n}`).toEqual([]);
    }
  });

  test("convolutions of kept channels", async () => {
    for (const n of sizes) {
      const kept = [
        { channels: Int32Array.of(1), outputs: Int32Array.of(0) },
        { channels: Int32Array.of(0, 1), outputs: Int32Array.from({ length: 1 + (n % 6) }, (_, i) => i) },
      ];
      const results = scope(() => convolveKept(image(n), values(1 + (n % 6), 2, 3, 3), { kept, padding: n % 3 }));
      await expectWritten(results);
      for (const result of results) result.dispose();
      expect(guarded.broken(), `size ${n}`).toEqual([]);
    }
  });

  test("the complexity of draws without a prior is 0, however many draws", async () => {
    const { complexity } = gaussianDraw(values(1), values(1), { noise, draws: 20_000 });
    expect(new Set(await complexity.read())).toEqual(new Set([0]));
  });
});
