import { mean } from "@credence/lab";
import type { Calibration, ErrorCurve } from "./mcmc-diagnostics.ts";

/** Of five ranks each, 0 to 59. */
export const rankBins = 12;

/** Chi-square of the ranks of one weight in twelve bins of five against the uniform distribution. */
export function chiSquare({ ranks }: Calibration, weight: number): number {
  const counts = Array.from({ length: rankBins }, (_, bin) => ranks.filter((one) => Math.floor(one[weight]! / 5) === bin).length);
  const expected = ranks.length / rankBins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Slope of log error against log effective sample size, by least squares: -1/2 of an exact sampler. */
export function errorExponent({ rows }: Pick<ErrorCurve, "rows">): number {
  const centred = (values: readonly number[]) => values.map((value) => value - mean(values));
  const [x, y] = [centred(rows.map(({ ess }) => Math.log(ess))), centred(rows.map(({ error }) => Math.log(error)))];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.reduce((sum, value) => sum + value * value, 0);
}
