import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { exactLinear, gaussianLogDensity } from "../testing/exact-linear.ts";
import { linearRegression } from "../testing/problems.ts";

const [noise, priorStdDev, count] = [0.5, 1.5, 40];
const problem = linearRegression({ count, noise, priorStdDev });

describe("a family with moments and a marginal likelihood", () => {
  test("the moments of its outputs are those of its draws, within 4 standard errors", async () => {
    const posterior = exactLinear(problem);
    const x = tensor([
      [1, 0, 0],
      [0.5, -2, 3],
    ]);
    const { mean, variance } = posterior.outputMoments!(x);
    expect([mean.shape, variance.shape]).toEqual([
      [2, 1],
      [2, 1],
    ]);
    const draws = 2000;
    const outputs = await Promise.all(Array.from({ length: draws }, (_, draw) => posterior.draw(key(1).child(draw))(x).read()));
    const [means, variances] = [await mean.read(), await variance.read()];
    for (const row of [0, 1]) {
      const values = outputs.map((of) => of[row]!);
      const average = values.reduce((total, value) => total + value, 0) / draws;
      const spread = values.reduce((total, value) => total + (value - average) ** 2, 0) / (draws - 1);
      expect(Math.abs(average - means[row]!)).toBeLessThan(4 * Math.sqrt(variances[row]! / draws));
      expect(Math.abs(spread / variances[row]! - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
    }
  });

  test("its log marginal likelihood is the density of the targets with the weights integrated out", async () => {
    const x = await problem.data.x.read();
    const y = [...(await problem.data.y.read())];
    const rows = Array.from({ length: count }, (_, i) => [...x.slice(3 * i, 3 * i + 3)]);
    const covariance = rows.map((a, i) =>
      rows.map((b, j) => priorStdDev ** 2 * a.reduce((total, value, k) => total + value * b[k]!, 0) + (i === j ? noise ** 2 : 0)),
    );
    const expected = gaussianLogDensity(y, { mean: y.map(() => 0), covariance });
    // a sum of float32 log densities
    expect(Math.abs((await exactLinear(problem).logMarginalLikelihood!()) / expected - 1)).toBeLessThan(1e-5);
  });
});
