import { expect, test } from "vitest";
import { normalCdf } from "./normal-cdf.ts";
import { normalQuantile } from "./normal-quantile.ts";

// of scipy.stats.norm.ppf
test.each([
  [1e-300, -37.0471],
  [1e-9, -5.9978070150076865],
  [0.025, -1.959963984540054],
  [0.3, -0.5244005127080407],
  [0.5, 0],
  [0.84, 0.994457883209753],
  [0.9999, 3.719016485455709],
])("the quantile of %f", (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, p < 1e-100 ? 3 : p < 1e-6 ? 9 : 12);
});

test("it is the inverse of the distribution function, and infinite at the ends", () => {
  for (let z = -8; z <= 6; z += 0.37) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, z > 3 ? 6 : 11);
  expect([normalQuantile(0), normalQuantile(1), normalQuantile(2)]).toEqual([-Infinity, Infinity, Number.NaN]);
});
