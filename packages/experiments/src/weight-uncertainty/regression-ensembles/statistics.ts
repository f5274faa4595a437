import { mean, spreadOf } from "@credence/lab";
import { sortedQuantile } from "credence";
import type { RecordedBands } from "../regression/published.ts";

/** A row per network: f at some inputs. */
export type Functions = readonly (readonly number[])[];

/** Mean and quantiles over networks at each input. */
export function ensembleBands(x: readonly number[], functions: Functions): RecordedBands {
  const at = x.map((_, i) => functions.map((values) => values[i]).toSorted((a, b) => a - b));
  const quantile = (probability: number) => at.map((sorted) => sortedQuantile(sorted, probability));
  return { x, mean: at.map(mean), q05: quantile(0.05), q25: quantile(0.25), q75: quantile(0.75), q95: quantile(0.95) };
}

/** Standard deviation over networks at each input: with few networks a steadier measure than quantiles. */
export const ensembleStdDev = (x: readonly number[], functions: Functions): number[] =>
  x.map((_, i) => spreadOf(functions.map((values) => values[i])) ?? 0);
