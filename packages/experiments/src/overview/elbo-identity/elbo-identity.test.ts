import { bayesianRidge } from "credence";
import { expect, test } from "vitest";
import { bestDiagonal, expectedLogLikelihood, klFromPosterior, klFromPrior, type Linear } from "./linear-gaussian.ts";

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
  for (const q of [{ mean: [0, 0], stdDev: [1, 1] }, { mean: [3, -2], stdDev: [0.01, 4] }, bestDiagonal(linear, exact)]) {
    const elbo = expectedLogLikelihood(linear, q) - klFromPrior(q);
    expect(elbo + klFromPosterior(linear, q, exact)).toBeCloseTo(exact.logEvidence(), 9);
    expect(klFromPosterior(linear, q, exact)).toBeGreaterThan(0);
  }
});

test("no diagonal Gaussian around the best one is nearer to the posterior", () => {
  const best = bestDiagonal(linear, exact);
  const least = klFromPosterior(linear, best, exact);
  for (const place of [0, 1])
    for (const factor of [0.9, 1.1]) {
      const moved = { mean: best.mean.with(place, best.mean[place]! * factor), stdDev: best.stdDev };
      const widened = { mean: best.mean, stdDev: best.stdDev.with(place, best.stdDev[place]! * factor) };
      for (const q of [moved, widened]) expect(klFromPosterior(linear, q, exact)).toBeGreaterThan(least);
    }
});
