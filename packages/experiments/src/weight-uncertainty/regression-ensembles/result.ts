import { mean, spreadOf } from "@credence/lab";
import type { RegressionBands } from "../regression/measures.ts";
import type { ShownPoints } from "../regression/scores.ts";

/** What is noted of a network after an epoch. */
export type EnsembleRow = {
  readonly epoch: number;
  /** Root mean squared error at 128 noisy points in [-0.2, 1.4], dropout off. */
  readonly rmse: number;
  /** Mean squared error of the epoch's last minibatch, dropout on. */
  readonly mse: number;
};

/** Networks that differ in their initial weights only. */
export type TrainedEnsemble = {
  readonly dropout: number;
  readonly label: string;
  readonly epochs: number;
  /** Trained as published: epochs, widths, data; the number of networks enters the tolerances. */
  readonly asPublished: boolean;
  /** One row per network: f at the inputs of the result. */
  readonly functions: readonly (readonly number[])[];
  readonly traces: readonly (readonly EnsembleRow[])[];
};

export type RegressionEnsemblesResult = {
  readonly x: readonly number[];
  readonly ensembles: readonly TrainedEnsemble[];
  readonly points: ShownPoints;
};

/** Quantile of values in rising order, linear between neighbours. */
export function quantileOf(sorted: readonly number[], probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Mean and quantiles over networks at each input. */
export function ensembleBands(
  x: readonly number[],
  functions: TrainedEnsemble["functions"],
): Pick<RegressionBands, "x" | "mean" | "q05" | "q25" | "q75" | "q95"> {
  const at = x.map((_, i) => functions.map((values) => values[i]).toSorted((a, b) => a - b));
  const quantile = (probability: number) => at.map((sorted) => quantileOf(sorted, probability));
  return { x, mean: at.map(mean), q05: quantile(0.05), q25: quantile(0.25), q75: quantile(0.75), q95: quantile(0.95) };
}

/** Standard deviation over networks at each input: with few networks a steadier measure than quantiles. */
export const ensembleStdDev = (x: readonly number[], functions: TrainedEnsemble["functions"]): number[] =>
  x.map((_, i) => spreadOf(functions.map((values) => values[i])) ?? 0);
