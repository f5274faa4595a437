import { sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";

interface AdamInput {
  readonly start: readonly number[];
  readonly quadratic: readonly (readonly number[])[];
  readonly learningRate: number;
  readonly steps: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/** Adam as it was published: m and v decay, their bias is divided out, and epsilon stands outside the root. */
function adam(name: string, input: AdamInput): Case {
  const { start, quadratic, learningRate, steps, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = input;
  const w = [...start];
  const m = start.map(() => 0);
  const v = start.map(() => 0);
  const trajectory: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const gradient = quadratic.map((row, i) => sum(row.map((entry, j) => entry * w[j])) + weightDecay * w[i]);
    for (const [i, slope] of gradient.entries()) {
      m[i] = beta1 * m[i] + (1 - beta1) * slope;
      v[i] = beta2 * v[i] + (1 - beta2) * slope ** 2;
      w[i] -= (learningRate * (m[i] / (1 - beta1 ** step))) / (Math.sqrt(v[i] / (1 - beta2 ** step)) + epsilon);
    }
    trajectory.push([...w]);
  }
  return {
    name,
    op: "optim.adam",
    input: { ...input },
    expected: { trajectory },
    rtol: 1e-4,
    atol: 1e-5,
    origin:
      "iterates on w'Aw/2 of gradient A w + weightDecay w: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, w -= learningRate m/(1 - beta1^t) / (sqrt(v/(1 - beta2^t)) + epsilon); betas 0.9 and 0.999, epsilon 1e-8 where not given",
  };
}

const quadratic = [
  [2, 0.5, 0],
  [0.5, 1, -0.25],
  [0, -0.25, 4],
];

export const optimisers: readonly Case[] = [
  adam("adam, its usual settings", { start: [1, -2, 0.5], quadratic, learningRate: 0.125, steps: 20 }),
  adam("adam, other betas, a large epsilon, weight decay", {
    start: [1.5, 0.25, -1],
    quadratic,
    learningRate: 0.25,
    steps: 12,
    beta1: 0.5,
    beta2: 0.75,
    epsilon: 0.125,
    weightDecay: 0.5,
  }),
  adam("adam, from the minimum of one coordinate: its moments stay 0", {
    start: [0, 1],
    quadratic: [
      [3, 0],
      [0, 1],
    ],
    learningRate: 0.0625,
    steps: 5,
  }),
];
