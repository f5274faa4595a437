import { describe, expect, test } from "vitest";
import { meansWidth, runFactor } from "./verdicts.ts";

describe("tolerances from the spread over runs", () => {
  test("one run against three has the t of two degrees of freedom, three against three the pooled spread and four", () => {
    // spread 1
    const theirs = [-1, 0, 1];
    expect(meansWidth(theirs, [50])).toBeCloseTo(4.303 * Math.sqrt(1 + 1 / 3), 10);
    expect(meansWidth(theirs, [])).toBe(meansWidth(theirs, [50]));
    // ours spread by 3: pooled variance (2 * 1 + 2 * 9) / 4 = 5
    expect(meansWidth(theirs, [-3, 0, 3])).toBeCloseTo(2.776 * Math.sqrt(5 * (2 / 3)), 10);
    expect(() => meansWidth([1], [1, 2, 3])).toThrow("meansWidth: 1 and 3 values");
  });

  test("a mean of three of ours may be less far from a single published run than one of ours", () => {
    expect(runFactor("meanLogDensity")).toBeCloseTo(Math.exp(2.447 * Math.SQRT2 * 0.325), 10);
    expect(runFactor("meanLogDensity", 3)).toBeCloseTo(2.51, 2);
    expect(runFactor("meanLogDensity", 3, 3)).toBeCloseTo(Math.exp(2.447 * Math.sqrt(2 / 3) * 0.325), 10);
  });
});
