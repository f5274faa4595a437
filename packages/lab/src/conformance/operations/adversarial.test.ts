import { describe, expect, test } from "vitest";
import { runSuite } from "../run-suite.ts";

type Matrix = readonly (readonly number[])[];

/** In float64, written for this test: logits, -log p(y), and central differences of it. */
const activations: Readonly<Record<string, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
};

interface Net {
  readonly layers: readonly { readonly weight: Matrix; readonly bias?: readonly number[] }[];
  readonly activation: string;
}

function loss({ layers, activation }: Net, x: readonly number[], y: number): number {
  let h = [...x];
  for (const [index, { weight, bias }] of layers.entries()) {
    if (index > 0) h = h.map(activations[activation]!);
    h = weight[0]!.map((_, j) => h.reduce((sum, value, i) => sum + value * weight[i]![j]!, bias?.[j] ?? 0));
  }
  return Math.log(h.reduce((sum, value) => sum + Math.exp(value), 0)) - h[y]!;
}

const slope = (net: Net, x: readonly number[], y: number): number[] =>
  x.map((value, i) => (loss(net, x.with(i, value + 1e-6), y) - loss(net, x.with(i, value - 1e-6), y)) / 2e-6);

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

// spread over [-1, 1] without pattern
let state = 1;
const next = () => {
  state = (state * 48271) % 2147483647;
  return (2 * state) / 2147483647 - 1;
};
const matrix = (rows: number, columns: number): number[][] => Array.from({ length: rows }, () => Array.from({ length: columns }, next));

const net = (activation: string, sizes: readonly number[], bias = true): Net => ({
  activation,
  layers: sizes.slice(1).map((size, i) => ({ weight: matrix(sizes[i]!, size), ...(bias && { bias: matrix(1, size)[0]! }) })),
});

async function outcome(op: string, input: object, perturbed: Matrix) {
  const one = { name: "a case", op, input, expected: { perturbed }, rtol: 1e-5, atol: 1e-6, origin: "float64 in this test" };
  const [got] = await runSuite(JSON.stringify({ suite: "s", cases: [one] }), "s.json");
  return got!.message ?? "passed";
}

describe.each([
  ["relu", [5, 7, 6, 3], true],
  ["tanh", [4, 9, 2], true],
  ["sigmoid", [3, 5, 5, 4], false],
  ["softplus", [6, 4], true],
] as const)("attacks on a %s network of sizes %j", (activation, sizes, bias) => {
  const given = net(activation, sizes, bias);
  const x = matrix(5, sizes[0]!).map((row) => row.map((value) => (value + 1) / 2));
  const y = x.map((_, i) => i % sizes.at(-1)!);

  test.each([[undefined], [null], [[0.1, 0.9]]])("fast gradient sign, clip %j", async (clip) => {
    const [low, high] = clip ?? [-Infinity, Infinity];
    const expected = x.map((row, n) => {
      const slopes = slope(given, row, y[n]!);
      return row.map((value, i) => clamp(value + 0.15 * Math.sign(slopes[i]!), low!, high!));
    });
    expect(await outcome("adversarial.fgsm", { ...given, x, y, epsilon: 0.15, clip }, expected)).toBe("passed");
    expect(await outcome("adversarial.fgsm", { ...given, x, y, epsilon: 0.14, clip }, expected)).toContain("perturbed");
  });

  test("projected gradient descent from a given start", async () => {
    const start = x.map((row) => row.map((value) => value + 0.03 * next()));
    const expected = x.map((row, n) => {
      let at = start[n]!;
      for (let step = 0; step < 4; step++) {
        const slopes = slope(given, at, y[n]!);
        at = at.map((value, i) => clamp(clamp(value + 0.05 * Math.sign(slopes[i]!), row[i]! - 0.1, row[i]! + 0.1), 0, 1));
      }
      return at;
    });
    const input = { ...given, x, y, epsilon: 0.1, clip: [0, 1], steps: 4, stepSize: 0.05, start };
    expect(await outcome("adversarial.pgd", input, expected)).toBe("passed");
  });
});

test("what is malformed is named", async () => {
  const given = { ...net("relu", [2, 2]), x: [[0, 0]], y: [0], epsilon: 0.1 };
  expect(await outcome("adversarial.fgsm", { ...given, layers: [] }, [[0]])).toContain(
    "input layers: expected a list with an entry or more",
  );
  expect(await outcome("adversarial.fgsm", { ...given, clip: [0] }, [[0]])).toContain("input clip has 1 numbers, expected [low, high]");
  expect(await outcome("adversarial.fgsm", { ...net("step", [2, 2, 2]), x: [[0, 0]], y: [0], epsilon: 0.1 }, [[0]])).toContain(
    'activation: name is "step"',
  );
});
