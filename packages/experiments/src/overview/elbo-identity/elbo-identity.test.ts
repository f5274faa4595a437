import { bayesianRidge } from "credence";
import { expect, test } from "vitest";
import { expectedLogLikelihood, klFromPrior, type Linear } from "./linear-gaussian.ts";

const linear: Linear = {
  noise: 0.5,
  x: [
    [1, 0.5],
    [1, 2],
    [1, -1],
    [1, 1.5],
  ],
  y: [0.3, 1.9, -0.4, 1.2],
};
const exact = bayesianRidge({ priorPrecision: 1, noisePrecision: 4 }).update(
  linear.x.map((row) => row.slice(1)),
  linear.y,
);

test("the three terms of any diagonal Gaussian add up to the log evidence", () => {
  for (const q of [{ mean: [0, 0], stdDev: [1, 1] }, { mean: [3, -2], stdDev: [0.01, 4] }, exact.meanField()]) {
    const elbo = expectedLogLikelihood(linear, q) - klFromPrior(q);
    expect(elbo + exact.divergenceFrom(q)).toBeCloseTo(exact.logEvidence(), 9);
    expect(exact.divergenceFrom(q)).toBeGreaterThan(0);
  }
});
