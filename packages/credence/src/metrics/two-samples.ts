import { studentTQuantile } from "../predictive/student-t-quantile.ts";
import { expectNotNegative, expectObject, expectOneOf, expectOptions, expectWhole } from "../settings.ts";

/** Values of one measure over repeated runs: their spread, and how many. */
export interface Sample {
  /** Standard deviation of one value. */
  readonly stdDev: number;
  readonly count: number;
}

/**
 * Half width of the interval that holds 95 % of the differences of the means of two samples of one distribution: two methods whose means
 * differ by more, over runs with other seeds, are not alike.
 *
 *   t sqrt(s_a^2 / n_a + s_b^2 / n_b)
 *
 * "unequal": each sample has its own spread, with the degrees of freedom of Welch. "pooled": one spread of both, so that a sample of a
 * single value adds none.
 *
 * @units those of the values
 * @throws for samples that together leave no degree of freedom
 * @see welch1947
 */
export function meanDifferenceWidth(
  a: Sample,
  b: Sample,
  options: {
    /** Whether both samples are taken to have one variance ("pooled") or each its own ("unequal", Welch). */
    readonly spread: "unequal" | "pooled";
  },
): number {
  expectSample("meanDifferenceWidth: a", a);
  expectSample("meanDifferenceWidth: b", b);
  expectOptions("meanDifferenceWidth", options, { spread: true });
  const { spread } = options;
  expectOneOf("meanDifferenceWidth", "spread", spread, ["unequal", "pooled"]);
  const pooled = { freedom: a.count + b.count - 2, squares: (a.count - 1) * a.stdDev ** 2 + (b.count - 1) * b.stdDev ** 2 };
  if (!(pooled.freedom > 0)) throw new Error(`meanDifferenceWidth: ${a.count} and ${b.count} values, expected 3 or more together`);
  if (spread === "pooled")
    return studentTQuantile(0.975, pooled.freedom) * Math.sqrt((pooled.squares / pooled.freedom) * (1 / a.count + 1 / b.count));
  const [u, v] = [a.stdDev ** 2 / a.count, b.stdDev ** 2 / b.count];
  const freedom = (u + v) ** 2 / ((u > 0 ? u ** 2 / (a.count - 1) : 0) + (v > 0 ? v ** 2 / (b.count - 1) : 0));
  return u + v > 0 ? studentTQuantile(0.975, freedom) * Math.sqrt(u + v) : 0;
}

/**
 * Factor by which the standard deviations of two samples of normal numbers differ in 95 % of pairs: log s varies by 1 / sqrt(2 (n - 1)).
 *
 *   exp( 1.96 sqrt(1 / (2 (n_a - 1)) + 1 / (2 (n_b - 1))) )
 */
export function stdDevFactor(countA: number, countB: number): number {
  expectWhole("stdDevFactor", "countA", countA, 2);
  expectWhole("stdDevFactor", "countB", countB, 2);
  return Math.exp(1.96 * Math.sqrt(1 / (2 * (countA - 1)) + 1 / (2 * (countB - 1))));
}

function expectSample(where: string, sample: Sample): void {
  expectObject(where, "sample", sample, "{ count, stdDev }");
  expectWhole(where, "count", sample.count);
  expectNotNegative(where, "stdDev", sample.stdDev);
}
