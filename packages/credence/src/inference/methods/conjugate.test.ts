import { key, softplus, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { cosineDecay } from "../../optim/schedules.ts";
import { openSaved } from "../posteriors/saved.ts";
import { run } from "../run.ts";
import { linearRegression } from "../testing/problems.ts";
import { bayesByBackprop } from "./bayes-by-backprop.ts";
import { map } from "./map.ts";

const fitted = { epochs: 1500, batchSize: 40, learningRate: 2e-2, schedule: cosineDecay({ epochs: 1500 }) };

describe("on Bayesian linear regression the mean field is the exact posterior's best diagonal", () => {
  test.each([
    ["shared", 1],
    ["local", 1],
    ["flipout", 1],
    ["shared", 0.25],
  ] as const)("%s at temperature %f", async (estimator, temperature) => {
    const { model, data, mean, precision } = linearRegression({ temperature });
    const method = bayesByBackprop({ ...fitted, estimator, complexity: "closed", draws: 8, temperature });
    const posterior = await run(method.fit({ model, data }, key(1)));
    const [marginal] = posterior.weightMarginals!();
    const [means, stdDevs] = [await marginal!.mean.read(), await marginal!.stdDev.read()];
    for (let i = 0; i < mean.length; i++) {
      const expected = 1 / Math.sqrt(precision[i]![i]!);
      // the noise of the gradient that is left at the end of the schedule: a tenth of a standard deviation, and 5 %
      expect(Math.abs(means[i]! - mean[i]!) / expected, `mean ${i}`).toBeLessThan(0.1);
      expect(Math.abs(stdDevs[i]! / expected - 1), `standard deviation ${i}`).toBeLessThan(0.05);
    }
    posterior.dispose();
  });
});

test('map with prior "model" is the exact posterior\'s mean, and without it the least squares', async () => {
  const { model, data, mean } = linearRegression({ priorStdDev: 0.1 });
  const leastSquares = linearRegression({ priorStdDev: 1e6 }).mean;
  for (const [prior, expected] of [
    ["model", mean],
    ["flat", leastSquares],
  ] as const) {
    const posterior = await run(
      map({ ...fitted, epochs: 600, schedule: cosineDecay({ epochs: 600 }), prior }).fit({ model, data }, key(2)),
    );
    const [weights] = openSaved(await posterior.save()).arrays;
    for (const [i, w] of (await weights!.value.read()).entries()) expect(w).toBeCloseTo(expected[i]!, 3);
  }
  // the two differ by far more than the tolerance
  expect(Math.abs(mean[0]! - leastSquares[0]!)).toBeGreaterThan(0.05);
});

test("rho of a weight the data do not touch goes to the prior's standard deviation", async () => {
  const { model, data } = linearRegression({ priorStdDev: 0.7 });
  const silent = { x: zeros([40, 3]), y: data.y };
  const posterior = await run(bayesByBackprop({ ...fitted, complexity: "closed" }).fit({ model, data: silent }, key(3)));
  const { arrays } = openSaved(await posterior.save());
  const rho = arrays.find(({ name }) => name.endsWith("rho"))!.value;
  for (const s of await softplus(rho).read()) expect(s).toBeCloseTo(0.7, 2);
});
