import { mean, spreadOf } from "@credence/lab";
import { published } from "./mc-dropout.ts";
import type { OneSet } from "./uci-regression.ts";

/** The methods, as a result and as a reader call them. */
export const methods = ["dropout", "fit"] as const;
export const methodNames = { dropout: "MC dropout", fit: "credence fit" } as const;
export const methodSlots = { "MC dropout": 0, "credence fit": 1 };
type Method = (typeof methods)[number];

/** The scores that are single numbers. */
export type Measure = PublishedMeasure | "crps" | "intervalScore";
/** Those of the published table. */
export type PublishedMeasure = "rmse" | "logDensity";

export const scoresIn = ({ splits }: OneSet, method: Method, of: Measure): number[] => splits.map((split) => split[method][of]);
export const meanIn = (set: OneSet, method: Method, of: Measure): number => mean(scoresIn(set, method, of));

/** Standard error of the mean; null for one value. */
export function standardError(values: readonly number[]): number | null {
  const spread = spreadOf(values);
  return spread === null ? null : spread / Math.sqrt(values.length);
}

/** Two standard errors of a mean over the splits of a set, by the published spread over 20: of a few splits our own is hardly known. */
export const publishedReach = ({ name, splits }: OneSet, of: PublishedMeasure): number =>
  2 * published.number(`${of} error`, name) * Math.sqrt(20 / splits.length);

/** Share of test rows inside their interval, in %, splits together: of all, and by quarter of predicted standard deviation. */
export function covered({ splits }: OneSet, method: Method) {
  const all = splits.map((split) => split[method].quarters);
  const percent = (quarters: (typeof all)[number]) =>
    (100 * sum(quarters.map(({ inside }) => inside))) / sum(quarters.map(({ rows }) => rows));
  return { whole: percent(all.flat()), quarters: [0, 1, 2, 3].map((quarter) => percent(all.map((quarters) => quarters[quarter]))) };
}

/** Density of the probability integral transform, splits together. */
export function pitOf({ splits }: OneSet, method: Method) {
  const counts = splits[0][method].pit.map((_, bin) => sum(splits.map((split) => split[method].pit[bin])));
  const scale = counts.length / sum(counts);
  return { x: counts.map((_, bin) => (bin + 0.5) / counts.length), density: counts.map((count) => scale * count) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
