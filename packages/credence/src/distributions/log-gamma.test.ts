import { expect, test } from "vitest";
import { logGamma, logGammaHalfStep } from "./log-gamma.ts";

// scipy.special.gammaln
test.each([
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [1, 0],
  [2.5, 0.2846828704729192],
  [10, 12.801827480081469],
  [1000.5, 5908.674175848678],
  [1e6, 12815504.569147611],
])("logGamma(%d)", (x, expected) => {
  expect(Math.abs(logGamma(x) - expected)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(expected)));
});

test("Gamma(x + 1) = x Gamma(x)", () => {
  for (const x of [0.01, 0.3, 0.49, 1.7, 8, 55.5]) expect(logGamma(x + 1)).toBeCloseTo(Math.log(x) + logGamma(x), 12);
});

test("two half steps are one whole step: log x", () => {
  for (const x of [0.5, 3, 999, 1001, 1e5, 1e9]) expect(logGammaHalfStep(x) + logGammaHalfStep(x + 0.5)).toBeCloseTo(Math.log(x), 10);
});
