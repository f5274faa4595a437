import { key, matmul, randomNormal, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { laplace as laplaceDensity } from "../../distributions/laplace.ts";
import { model } from "../../model/model.ts";
import { dense } from "../../nn/dense.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import { cosineDecay } from "../../optim/schedules.ts";
import type { Inference } from "../inference.ts";
import { fullGaussianPosterior } from "../posteriors/full-gaussian-posterior.ts";
import { lowRankPosterior } from "../posteriors/low-rank-posterior.ts";
import { meanFieldPosterior } from "../posteriors/mean-field-posterior.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { run } from "../run.ts";
import { blobs, inverse, linearRegression } from "../testing/problems.ts";
import { bayesByBackprop } from "./bayes-by-backprop.ts";
import { fullGaussian } from "./full-gaussian.ts";
import { lowRankGaussian } from "./low-rank-gaussian.ts";

const linear = linearRegression();
const fitted = { epochs: 1500, batchSize: 40, learningRate: 2e-2, schedule: cosineDecay({ epochs: 1500 }), draws: 8 };
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const valuesOf = async (posterior: Posterior, name: string) => [
  ...(await posterior.parameters!.find((array) => array.name === name)!.value.read()),
];

/** Covariance of the three weights of a linear model, from the arrays of its posterior, float64. */
async function covarianceOf(posterior: Posterior): Promise<number[][]> {
  const s = (await valuesOf(posterior, "0.weight.rho")).map(softplus);
  const each = (of: (i: number, j: number) => number) => [0, 1, 2].map((i) => [0, 1, 2].map((j) => of(i, j)));
  if (posterior.kind === "low-rank") {
    const factor = await valuesOf(posterior, "0.weight.factor");
    const rank = factor.length / 3;
    return each(
      (i, j) =>
        (i === j ? s[i]! ** 2 : 0) +
        Array.from({ length: rank }, (_, k) => factor[3 * k + i]! * factor[3 * k + j]!).reduce((a, b) => a + b),
    );
  }
  const below = await valuesOf(posterior, "covariance.relative");
  const lower = each((i, j) => s[i]! * (i === j ? 1 : j < i ? below[3 * i + j]! : 0));
  return each((i, j) => [0, 1, 2].reduce((sum, k) => sum + lower[i]![k]! * lower[j]![k]!, 0));
}

const determinant = ([a, b, c]: number[][]): number =>
  a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!) -
  a![1]! * (b![0]! * c![2]! - b![2]! * c![0]!) +
  a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!);

describe.each<[string, Inference]>([
  ["fullGaussian", fullGaussian(fitted)],
  ["lowRankGaussian", lowRankGaussian({ ...fitted, draws: 32, rank: 2 })],
])("%s on Bayesian linear regression", (_, method) => {
  test("is the exact posterior, and its complexity the divergence of two Gaussians", async () => {
    const posterior = await run(method.fit(linear, key(1)));
    const mean = await valuesOf(posterior, "0.weight.mean");
    const covariance = await covarianceOf(posterior);
    for (let i = 0; i < 3; i++) {
      const stdDev = Math.sqrt(linear.covariance[i]![i]!);
      // the noise of the gradient that is left at the end of the schedule: a tenth of a standard deviation, 6 % of the covariance
      expect(Math.abs(mean[i]! - linear.mean[i]!) / stdDev, `mean ${i}`).toBeLessThan(0.1);
      for (let j = 0; j < 3; j++) {
        const scale = stdDev * Math.sqrt(linear.covariance[j]![j]!);
        expect(Math.abs(covariance[i]![j]! - linear.covariance[i]![j]!) / scale, `covariance ${i}, ${j}`).toBeLessThan(0.06);
      }
    }
    // what a mean field could not: weights that depend on each other
    expect(Math.abs(linear.covariance[1]![0]!) / Math.sqrt(linear.covariance[0]![0]! * linear.covariance[1]![1]!)).toBeGreaterThan(0.3);
    const prior = 1.5;
    const expected =
      [0, 1, 2].reduce((sum, i) => sum + (covariance[i]![i]! + mean[i]! ** 2) / prior ** 2, 0) / 2 -
      1.5 +
      3 * Math.log(prior) -
      Math.log(determinant(covariance)) / 2;
    const complexity = await posterior.complexity!(key(2));
    expect(complexity.standardError).toBe(0);
    expect(Math.abs(complexity.value / expected - 1)).toBeLessThan(1e-5);
  });
});

describe("without covariances they are the mean field", () => {
  const { model: assumed } = blobs(4, { dropout: 0 });
  const arrays = assumed.network.weights.flatMap(({ name, shape }) => [
    { name: `${name}.mean`, value: randomNormal(key(3).child(name), shape) },
    { name: `${name}.rho`, value: randomNormal(key(4).child(name), shape) },
  ]);
  const size = assumed.network.size;
  const factors = assumed.network.weights.map(({ name, shape }) => ({
    name: `${name}.factor`,
    value: tensor(new Float32Array(3 * shape.reduce((a, b) => a * b)), [3, ...shape]),
  }));
  const lower = { name: "covariance.relative", value: tensor(new Float32Array(size ** 2), [size, size]) };
  const others: [string, (model: typeof assumed) => Posterior][] = [
    ["low rank", (of) => lowRankPosterior(of, [...arrays, ...factors])],
    ["full", (of) => fullGaussianPosterior(of, [...arrays, lower])],
  ];

  test.each(others)("%s: marginals, and the complexity under a normal prior", async (_, make) => {
    const normalPrior = linear.model.prior;
    const of = model({ ...assumed, prior: normalPrior });
    const [ours, theirs] = [make(of), meanFieldPosterior(of, arrays)];
    for (const [i, { stdDev }] of ours.weightMarginals!().entries())
      for (const [j, value] of (await stdDev.read()).entries())
        expect(value / (await theirs.weightMarginals!()[i]!.stdDev.read())[j]!).toBeCloseTo(1, 5);
    const [a, b] = [await ours.complexity!(key(5)), await theirs.complexity!(key(5))];
    expect(Math.abs(a.value / b.value - 1)).toBeLessThan(1e-5);
  });

  test.each(others)("%s: the complexity under another prior, within 4 standard errors", async (_, make) => {
    const of = model({ ...assumed, prior: laplaceDensity({ mean: 0, scale: 0.5 }) });
    const [ours, theirs] = [await make(of).complexity!(key(6), { draws: 400 }), await meanFieldPosterior(of, arrays).complexity!(key(6))];
    expect(ours.standardError).toBeGreaterThan(0);
    expect(theirs.standardError).toBe(0);
    expect(Math.abs(ours.value - theirs.value)).toBeLessThan(4 * ours.standardError);
  });
});

test("many more weights than data, at a rate of 0.05: any covariance reaches a higher bound than the mean field, which it contains", async () => {
  const [weights, count] = [80, 30];
  const x = randomNormal(key(11), [count, weights]);
  const wide = {
    model: model({ ...linear.model, network: sequential([dense({ inputs: weights, outputs: 1, bias: false })]) }),
    data: { x, y: matmul(x, randomNormal(key(12), [weights, 1])) },
  };
  const settings = { epochs: 600, batchSize: count, learningRate: 0.05, schedule: cosineDecay({ epochs: 600 }), draws: 4 };
  const objectiveOf = async (method: Inference) => {
    const objectives: number[] = [];
    await run(method.fit(wide, key(13)), { onProgress: ({ objective }) => objectives.push(objective) });
    return objectives.slice(-100).reduce((total, value) => total + value, 0) / 100;
  };
  const meanField = await objectiveOf(bayesByBackprop({ ...settings, estimator: "local", complexity: "closed" }));
  // nats per datum; with entries of L itself as parameters it was worse
  expect(await objectiveOf(fullGaussian(settings))).toBeLessThan(meanField - 0.5);
});

test("log det of a low rank covariance is that of the matrix", async () => {
  const [n, rank] = [3, 2];
  const factor = randomNormal(key(7), [rank, n, 1]);
  const rho = randomNormal(key(8), [n, 1]);
  const posterior = lowRankPosterior(linear.model, [
    { name: "0.weight.mean", value: tensor([0, 0, 0], [n, 1]) },
    { name: "0.weight.rho", value: rho },
    { name: "0.weight.factor", value: factor },
  ]);
  const covariance = await covarianceOf(posterior);
  expect(determinant(covariance) * determinant(inverse(covariance))).toBeCloseTo(1, 6);
  const trace = [0, 1, 2].reduce((sum, i) => sum + covariance[i]![i]!, 0);
  const expected = trace / (2 * 1.5 ** 2) - 1.5 + 3 * Math.log(1.5) - Math.log(determinant(covariance)) / 2;
  expect((await posterior.complexity!(key(9))).value).toBeCloseTo(expected, 4);
});

test("a covariance too large for memory is refused before it is made, with what to take instead", async () => {
  const network = mlp({ inputs: 100, hidden: [100], outputs: 2 });
  const large = { ...blobs(4), model: model({ ...blobs(4).model, network }) };
  const data = { ...large.data, x: tensor(new Float32Array(400), [4, 100]) };
  const method = fullGaussian({ epochs: 1, batchSize: 4 });
  await expect(run(method.fit({ ...large, data }, key(1)))).rejects.toThrow(
    'fullGaussian: the covariance of 10,302 weights takes 2,835 MiB, more than memoryMiB, 1,024; expected lowRankGaussian({ rank }), whose factor takes rank numbers a weight, or layers: "last"',
  );
  const last = await run(fullGaussian({ epochs: 1, batchSize: 4, layers: "last" }).fit({ ...large, data }, key(1)));
  expect(last.kind).toBe("full-gaussian");
});
