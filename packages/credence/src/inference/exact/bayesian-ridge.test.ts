import { key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import * as methods from "../methods/index.ts";
import { run } from "../run.ts";
import { gaussianLogDensity } from "../testing/exact-linear.ts";
import * as bases from "./bases/index.ts";
import { bayesianRidge } from "./bayesian-ridge.ts";

const z = normals(key(3), 200);
const x = Array.from({ length: 40 }, (_, i) => z[i]!);
const y = x.map((one, i) => Math.sin(2 * one) + 0.2 * z[40 + i]!);
const options = { basis: bases.polynomial({ degree: 3 }), priorPrecision: 0.5, noisePrecision: 20 };

test("examples one by one, in parts and all at once give one belief, to 1e-10", () => {
  const batch = bayesianRidge(options).update(x, y);
  const parts = bayesianRidge(options).update(x.slice(0, 13), y.slice(0, 13)).update(x.slice(13), y.slice(13));
  let single = bayesianRidge(options);
  for (const [i, one] of x.entries()) single = single.update([one], [y[i]!]);
  for (const other of [parts, single]) {
    expect(other.count).toBe(40);
    for (const [i, value] of batch.mean().entries()) expect(Math.abs(other.mean()[i]! - value)).toBeLessThan(1e-10);
    for (const [i, row] of batch.covariance().entries())
      for (const [j, value] of row.entries()) expect(Math.abs(other.covariance()[i]![j]! - value)).toBeLessThan(1e-10);
    expect(Math.abs(other.logEvidence() - batch.logEvidence())).toBeLessThan(1e-10);
  }
});

test("the evidence is the density of the targets with the weights integrated out", () => {
  const rows = x.map((one) => Array.from(options.basis.features([one])));
  const covariance = rows.map((a, i) =>
    rows.map((b, j) => a.reduce((total, value, k) => total + value * b[k]!, 0) / 0.5 + (i === j ? 1 / 20 : 0)),
  );
  const expected = gaussianLogDensity(y, { mean: y.map(() => 0), covariance });
  expect(bayesianRidge(options).update(x, y).logEvidence() / expected).toBeCloseTo(1, 9);
});

test("maximised precisions are a maximum: no step to any side raises the evidence", () => {
  const found = bayesianRidge(options).update(x, y).maximiseEvidence();
  const at = (prior: number, noise: number) =>
    bayesianRidge({ ...options, priorPrecision: found.priorPrecision * prior, noisePrecision: found.noisePrecision * noise })
      .update(x, y)
      .logEvidence();
  const best = found.logEvidence();
  expect(best).toBeCloseTo(at(1, 1), 9);
  for (const [prior, noise] of [
    [1.05, 1],
    [0.95, 1],
    [1, 1.05],
    [1, 0.95],
    [1.05, 0.95],
  ] as const)
    expect(at(prior, noise)).toBeLessThan(best);
  expect(best).toBeGreaterThan(bayesianRidge(options).update(x, y).logEvidence());
});

test("drawn functions have the predictive's mean and epistemic variance, within 4 standard errors", () => {
  const belief = bayesianRidge(options).update(x, y);
  const at = [-2, 0, 1.5];
  const { mean, variance, aleatoric, epistemic } = belief.predict(at);
  const draws = 4000;
  const values = Array.from({ length: draws }, (_, draw) => belief.draw(key(1).child(draw))(at));
  for (const [i, expected] of mean.entries()) {
    const average = values.reduce((total, one) => total + one[i]!, 0) / draws;
    const spread = values.reduce((total, one) => total + (one[i]! - average) ** 2, 0) / (draws - 1);
    expect(Math.abs(average - expected)).toBeLessThan(4 * Math.sqrt(epistemic[i]! / draws));
    expect(Math.abs(spread / epistemic[i]! - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
    expect(variance[i]).toBe(epistemic[i]! + aleatoric);
  }
  expect(aleatoric).toBe(1 / 20);
});

describe("a flat prior", () => {
  test("gives least squares where the features are independent, and no evidence", () => {
    const belief = bayesianRidge({ ...options, priorPrecision: 0 }).update(x, y);
    const close = bayesianRidge({ ...options, priorPrecision: 1e-12 })
      .update(x, y)
      .mean();
    for (const [i, value] of belief.mean().entries()) expect(value).toBeCloseTo(close[i]!, 9);
    expect(belief.logEvidence()).toBe(Number.NEGATIVE_INFINITY);
  });

  test.each([
    ["fewer examples than features", x.slice(0, 3), y.slice(0, 3)],
    ["one x again and again", x.map(() => 0.7), y],
  ])("is refused with %s", (_, inputs, targets) => {
    expect(() =>
      bayesianRidge({ ...options, priorPrecision: 0 })
        .update(inputs, targets)
        .mean(),
    ).toThrow("are linearly dependent and the prior precision is 0, expected a design matrix of full rank");
  });
});

test("features of a trained network, and rows of several inputs", async () => {
  const network = mlp({ inputs: 1, hidden: [6], outputs: 1, activation: "tanh" });
  const regression = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: normalLikelihood({ stdDev: 0.2 }) });
  const data = { x: tensor(x, [40, 1]), y: tensor(y, [40, 1]) };
  const trained = await run(methods.map({ epochs: 300, batchSize: 40, learningRate: 1e-2 }).fit({ model: regression, data }, key(1)));
  const features = await bases.networkFeatures(trained, data.x);
  expect(features[0]!.length).toBe(7);
  const settings = { basis: bases.identity(), priorPrecision: 1e-3, noisePrecision: 25 };
  const { mean } = bayesianRidge(settings).update(features, y).predict(features);
  const squares = (fitted: ArrayLike<number>) => y.reduce((total, value, i) => total + (value - fitted[i]!) ** 2, 0);
  // the last layer of least squares, given those features: no worse than what the steps have found
  expect(squares(mean)).toBeLessThan(squares(await trained.support![0]!(data.x).read()) * 1.0001);
});

test("bad input is named", () => {
  expect(() => bayesianRidge({ priorPrecision: -1 })).toThrow("priorPrecision is -1, expected 0 or more");
  expect(() => bayesianRidge({ noisePrecision: 0 })).toThrow("noisePrecision is 0, expected above 0");
  expect(() => bayesianRidge().mean()).toThrow("bayesianRidge: no examples yet, expected update(x, y) first");
  expect(() => bayesianRidge().update([1, 2], [1])).toThrow("y has 1 targets, expected 2");
  expect(() => bayesianRidge().update([[1, 2], [1]], [1, 1])).toThrow("linear gives 2 features of x 1, expected 3");
  expect(() => bayesianRidge().update([Number.NaN], [1])).toThrow("the features of x 0 are [1, NaN], expected finite numbers");
  expect(() => bayesianRidge().update([1, 2, 3], [1, 2, 3]).maximiseEvidence()).toThrow("the evidence has no maximum");
});

describe("a diagonal Gaussian beside the posterior", () => {
  const belief = bayesianRidge(options).update(x, y);

  test("its divergence is that of the densities, by draws from it", () => {
    const q = { mean: [0.1, 1.2, 0.2, -0.9], stdDev: [0.1, 0.05, 0.2, 0.1] };
    const [mean, covariance] = [Array.from(belief.mean()), belief.covariance()];
    const noise = normals(key(9), 4 * 20_000);
    const ratios = Array.from({ length: 20_000 }, (_, draw) => {
      const w = q.mean.map((m, i) => m + q.stdDev[i]! * noise[4 * draw + i]!);
      const log = w.reduce((sum, value, i) => sum - 0.5 * ((value - q.mean[i]!) / q.stdDev[i]!) ** 2 - Math.log(q.stdDev[i]!), 0);
      return log - 2 * Math.log(2 * Math.PI) - gaussianLogDensity(w, { mean, covariance });
    });
    const average = ratios.reduce((sum, value) => sum + value, 0) / ratios.length;
    const error = Math.sqrt(ratios.reduce((sum, value) => sum + (value - average) ** 2, 0)) / ratios.length;
    expect(Math.abs(belief.divergenceFrom(q) - average)).toBeLessThan(4 * error);
  });

  test("no other is nearer than the mean field's best", () => {
    const best = belief.meanField();
    const least = belief.divergenceFrom(best);
    expect(least).toBeGreaterThan(0);
    for (const place of [0, 1, 2, 3])
      for (const factor of [0.9, 1.1]) {
        const moved = { ...best, mean: Array.from(best.mean, (m, i) => (i === place ? m * factor : m)) };
        const widened = { ...best, stdDev: Array.from(best.stdDev, (sd, i) => (i === place ? sd * factor : sd)) };
        for (const q of [moved, widened]) expect(belief.divergenceFrom(q)).toBeGreaterThan(least);
      }
    expect(() => belief.divergenceFrom({ mean: [0], stdDev: [1] })).toThrow("1 means and 1 standard deviations, expected 4");
  });
});
