import { expect, test } from "vitest";
import { runFactor, sampleOf } from "./verdicts.ts";

test("a single run of ours has no spread of its own, and none yet counts as one", () => {
  expect(sampleOf([-1, 0, 1])).toEqual({ stdDev: 1, count: 3 });
  expect(sampleOf([50])).toEqual({ stdDev: 0, count: 1 });
  expect(sampleOf([])).toEqual(sampleOf([50]));
});

test("a mean of three of ours may be less far from a single published run than one of ours", () => {
  expect(runFactor("meanLogDensity")).toBeCloseTo(Math.exp(2.44691185 * Math.SQRT2 * 0.325), 7);
  expect(runFactor("meanLogDensity", 3)).toBeCloseTo(2.505, 3);
  expect(runFactor("meanLogDensity", 3, 3)).toBeCloseTo(Math.exp(2.44691185 * Math.sqrt(2 / 3) * 0.325), 7);
});
