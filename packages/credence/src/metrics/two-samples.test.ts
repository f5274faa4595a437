import { key, normals } from "@credence/tensor";
import { expect, test } from "vitest";
import { meanDifferenceWidth, stdDevFactor } from "./index.ts";

test("equal samples have Student's interval with all degrees of freedom, pooled or not", () => {
  const sample = { stdDev: 3, count: 6 };
  // t of 10 degrees of freedom by the tables
  for (const spread of ["unequal", "pooled"] as const)
    expect(meanDifferenceWidth(sample, sample, { spread })).toBeCloseTo(2.228138852 * 3 * Math.sqrt(1 / 3), 8);
});

test("against a sample of no spread only the other's degrees of freedom count", () => {
  const width = meanDifferenceWidth({ stdDev: 3, count: 6 }, { stdDev: 0, count: 25 }, { spread: "unequal" });
  expect(width).toBeCloseTo((2.570581836 * 3) / Math.sqrt(6), 8);
  const none = { stdDev: 0, count: 4 };
  expect(meanDifferenceWidth(none, none, { spread: "unequal" })).toBe(0);
});

test("a single value against three has the t of their two degrees of freedom", () => {
  const width = meanDifferenceWidth({ stdDev: 1, count: 3 }, { stdDev: 0, count: 1 }, { spread: "pooled" });
  expect(width).toBeCloseTo(4.30265273 * Math.sqrt(1 + 1 / 3), 8);
  expect(() => meanDifferenceWidth({ stdDev: 0, count: 1 }, { stdDev: 0, count: 1 }, { spread: "pooled" })).toThrow("1 and 1 values");
});

test("95 % of pairs of samples are as near, in mean and in spread", () => {
  const [pairs, count] = [2000, 6];
  const values = normals(key(1), pairs * 2 * count);
  const sampleAt = (at: number) => {
    const own = Array.from(values.subarray(at * count, (at + 1) * count));
    const mean = own.reduce((sum, value) => sum + value, 0) / count;
    return { mean, count, stdDev: Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)) };
  };
  let [means, spreads] = [0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const [a, b] = [sampleAt(2 * pair), sampleAt(2 * pair + 1)];
    means += Number(Math.abs(a.mean - b.mean) <= meanDifferenceWidth(a, b, { spread: "unequal" }));
    spreads += Number(Math.max(a.stdDev / b.stdDev, b.stdDev / a.stdDev) <= stdDevFactor(count, count));
  }
  // a standard error of 0.5 %; the factor is one for large samples
  expect(Math.abs(means / pairs - 0.95)).toBeLessThan(0.02);
  expect(Math.abs(spreads / pairs - 0.95)).toBeLessThan(0.03);
});
