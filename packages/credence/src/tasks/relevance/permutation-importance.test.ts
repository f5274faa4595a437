import { integers, key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { ensemblePosterior } from "../../inference/posteriors/ensemble-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { bernoulliLikelihood, categoricalLikelihood, normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import { permutationImportance } from "./permutation-importance.ts";

const count = 400;
const prior = normal({ mean: 0, stdDev: 1 });
const network = mlp({ inputs: 3, hidden: [], outputs: 1 });
const line = model({ network, prior, likelihood: normalLikelihood({ stdDev: 1 }) });
const weightsOf = (slopes: readonly number[], outputs = 1) => [
  { name: "0.weight.mean", value: tensor(Float32Array.from(slopes), [3, outputs]) },
  { name: "0.bias.mean", value: tensor(new Float32Array(outputs), [outputs]) },
];
const point = (slopes: readonly number[]) => pointPosterior(line, weightsOf(slopes));

/** Columns: noise, its opposite, other noise. */
const first = normals(key(1), count);
const other = normals(key(2), count);
const x = tensor(
  Float32Array.from({ length: 3 * count }, (_, i) => {
    const row = Math.floor(i / 3);
    return [first[row]!, -first[row]!, other[row]!][i % 3]!;
  }),
  [count, 3],
);
const meanSquare = first.reduce((total, one) => total + one * one, 0) / count;
const mean = first.reduce((total, one) => total + one, 0) / count;
const variance = meanSquare - mean ** 2;

describe("of a line known exactly", () => {
  const y = tensor(
    first.map((one) => 2 * one),
    [count, 1],
  );

  test("the error grows by what the slope makes of two independent examples: sqrt(2) slope sd", async () => {
    const { baseline, inputs } = await permutationImportance(point([2, 0, 0]), { x, y }, { draws: 1, repeats: 20 }, key(0));
    expect(baseline.error).toBeLessThan(1e-6);
    const [slope, opposite, noise] = inputs.map(({ importance }) => importance.error!);
    expect(opposite!.values).toEqual(Array(20).fill(0));
    expect(noise).toEqual({ mean: 0, stdDev: 0, values: Array(20).fill(0) });
    const squared = slope!.values.reduce((total, one) => total + one * one, 0) / 20;
    // mean over permutations of (2 (x_i - x_j))^2 is 4 * 2 variance; its spread is that of a sum of `count` products
    expect(Math.abs(squared / (8 * variance) - 1)).toBeLessThan(4 / Math.sqrt(20 * count));
    expect(slope!.stdDev).toBeGreaterThan(0);
    expect(inputs.map(({ columns }) => columns)).toEqual([[0], [1], [2]]);
  });

  test("columns of a group are moved together", async () => {
    // the output is first + its opposite: 0 for every example, and for every pair moved together
    const zeros = tensor(new Float32Array(count), [count, 1]);
    const groups = [[0, 1], [2]];
    const together = await permutationImportance(point([1, 1, 0]), { x, y: zeros }, { draws: 1, groups }, key(0));
    expect(together.inputs[0]!.importance.error!.mean).toBeLessThan(1e-6);
    const apart = await permutationImportance(point([1, 1, 0]), { x, y: zeros }, { draws: 1 }, key(0));
    expect(apart.inputs[0]!.importance.error!.mean).toBeGreaterThan(1);
  });

  test("a measure of one's own, and the same key gives the same numbers", async () => {
    const measures = { last: (_: unknown, targets: { size: number }) => targets.size, slope: () => 3 };
    const of = () => permutationImportance(point([2, 0, 0]), { x, y }, { draws: 1, repeats: 2, measures }, key(0));
    const found = await of();
    expect(found.baseline).toEqual({ last: count, slope: 3 });
    expect(found.inputs[0]!.importance.last!.mean).toBe(0);
    const errors = () => permutationImportance(point([2, 0, 0]), { x, y }, { draws: 1, repeats: 3, batchSize: 64 }, key(5));
    expect(await errors()).toEqual(await errors());
  });
});

test("epistemic uncertainty grows where a permutation leads away from where the members agree", async () => {
  // two functions, x0 + x1 and its opposite: both 0 where x1 = -x0, as in all of the data; |x_i - x_j| apart elsewhere
  const members = [1, -1].map((sign) => point([sign, sign, 0]));
  const y = tensor(new Float32Array(count), [count, 1]);
  const { baseline, inputs } = await permutationImportance(ensemblePosterior(line, members), { x, y }, { draws: 2 }, key(0));
  expect(baseline.epistemic).toBeLessThan(1e-6);
  // E|x_i - x_j| of two standard normals is 2 / sqrt(pi)
  const expected = 2 / Math.sqrt(Math.PI);
  for (const place of [0, 1]) expect(Math.abs(inputs[place]!.importance.epistemic!.mean - expected)).toBeLessThan(0.1);
  expect(inputs[2]!.importance.epistemic!.mean).toBe(0);
});

test.each(["categorical", "bernoulli"] as const)("of classes, %s, the error is the fraction of wrong ones", async (kind) => {
  const labels = Int32Array.from(first, (one) => (one > 0 ? 1 : 0));
  const coin = kind === "bernoulli";
  const posterior = pointPosterior(
    model({
      network: coin ? network : mlp({ inputs: 3, hidden: [], outputs: 2 }),
      prior,
      likelihood: (coin ? bernoulliLikelihood() : categoricalLikelihood()) as never,
    }),
    coin ? weightsOf([1, 0, 0]) : weightsOf([0, 1, 0, 0, 0, 0], 2),
  );
  const y = coin ? tensor(Float32Array.from(labels), [count, 1]) : integers(labels);
  const { baseline, inputs } = await permutationImportance(posterior, { x, y }, { draws: 1 }, key(0));
  expect(baseline).toEqual({ error: 0, epistemic: 0 });
  const ones = labels.reduce((total, one) => total + one, 0) / count;
  // a label of another example is wrong with probability 2 p (1 - p)
  expect(Math.abs(inputs[0]!.importance.error!.mean - 2 * ones * (1 - ones))).toBeLessThan(4 * Math.sqrt(0.25 / count / 10));
  expect(inputs[2]!.importance.error!.mean).toBe(0);
});

test.each([
  [{ draws: 0 }, "permutationImportance: draws is 0"],
  [{ draws: 1, repeats: 0 }, "permutationImportance: repeats is 0"],
  [{ draws: 1, groups: [[0, 3]] }, "permutationImportance: groups[0] has column 3, expected one below 3"],
  [{ draws: 1, groups: [[0], [1, 0]] }, "permutationImportance: column 0 stands twice in groups, expected once"],
  [{ draws: 1, groups: [[]] }, "permutationImportance: groups[0] is empty, expected a column or more"],
])("what does not fit is refused in a line, %#", async (options, message) => {
  const y = tensor(new Float32Array(count), [count, 1]);
  await expect(permutationImportance(point([1, 0, 0]), { x, y }, options, key(0))).rejects.toThrow(message);
});
