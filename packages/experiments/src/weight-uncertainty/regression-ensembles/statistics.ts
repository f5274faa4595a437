import { mean, spreadOf } from "@credence/lab";
import type { RecordedBands } from "../regression/published.ts";

/** A row per network: f at some inputs. */
export type Functions = readonly (readonly number[])[];

/** Quantile of values in rising order, linear between neighbours. */
export function quantileOf(sorted: readonly number[], probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Mean and quantiles over networks at each input. */
export function ensembleBands(x: readonly number[], functions: Functions): RecordedBands {
  const at = x.map((_, i) => functions.map((values) => values[i]).toSorted((a, b) => a - b));
  const quantile = (probability: number) => at.map((sorted) => quantileOf(sorted, probability));
  return { x, mean: at.map(mean), q05: quantile(0.05), q25: quantile(0.25), q75: quantile(0.75), q95: quantile(0.95) };
}

/** Standard deviation over networks at each input: with few networks a steadier measure than quantiles. */
export const ensembleStdDev = (x: readonly number[], functions: Functions): number[] =>
  x.map((_, i) => spreadOf(functions.map((values) => values[i])) ?? 0);

/** 97.5% point of Student's t, by its expansion around the normal's: within 0.01 from 4 degrees of freedom. */
export function studentQuantile(freedom: number): number {
  const z = 1.95996;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

type Sample = { readonly stdDev: number; readonly count: number };

/** Half width of Welch's 95% interval of the difference of two means. */
export function welchWidth(a: Sample, b: Sample): number {
  const [u, v] = [a.stdDev ** 2 / a.count, b.stdDev ** 2 / b.count];
  const freedom = (u + v) ** 2 / (u ** 2 / (a.count - 1) + v ** 2 / (b.count - 1));
  return studentQuantile(freedom) * Math.sqrt(u + v);
}

/** Factor by which standard deviations of two samples of normal numbers differ in 95% of pairs: log s varies by 1 / sqrt(2 (n - 1)). */
export const stdDevFactor = (countA: number, countB: number): number =>
  Math.exp(1.96 * Math.sqrt(1 / (2 * (countA - 1)) + 1 / (2 * (countB - 1))));
