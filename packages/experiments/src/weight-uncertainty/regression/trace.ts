import { mean, type TraceRow } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { expectNormal, metrics, type Posterior, predict, type TrainingProgress } from "credence";
import { type RegressionData, regressionData } from "./networks.ts";

/** What is measured after an epoch; nats are those of the whole data set. */
export type RegressionMeasures = {
  /** Root mean squared error of the mean prediction at 128 noisy points in [-0.2, 1.4]. */
  readonly rmse: number;
  /** The objective of the epoch's last minibatch as the source records it: its sum, under its geometric weight 1 / (2^M - 1). */
  readonly objective: number;
  /** KL[q || prior]. */
  readonly complexity: number;
  /** Expected negative log-likelihood of the training data. */
  readonly nll: number;
  /** The true free energy: complexity + nll. */
  readonly freeEnergy: number;
};

interface TraceOptions {
  readonly train: RegressionData;
  readonly every: number;
  /** Of the mean whose error is measured, and of the free energy. */
  readonly draws: number;
  readonly batchSize: number;
  readonly key: Key;
}

/**
 * The rows of a training trace, of the network as it stands after the epoch: the objective of every epoch, and at the first and each `every`-th all of `RegressionMeasures`.
 * The key's streams are the epoch's own, so a resumed run takes the same rows.
 */
export function regressionTrace(latest: () => TrainingProgress, { train, every, draws, batchSize, key }: TraceOptions) {
  const test = regressionData({ count: 128, low: -0.2, high: 1.4, key: key.child("test") });
  return async (epoch: number): Promise<RegressionMeasures | Pick<RegressionMeasures, "objective">> => {
    const objective = latest().objective * batchSize;
    if (epoch !== 1 && epoch % every !== 0) return { objective };
    const now = key.child(epoch);
    const at = latest().posterior();
    const outside = expectNormal("regressionTrace", await predict(at, test.x, { draws }, now.child("test")));
    const rmse = await metrics.rmse(outside, test.y);
    outside.means.dispose();
    const { complexity, nll } = await boundOf(at, train, { draws, key: now });
    return { rmse, objective, complexity, nll, freeEnergy: complexity + nll };
  };
}

/** Both terms of the free energy, nats of the whole training set; `draws` are of the expected log-likelihood. */
export async function boundOf(
  posterior: Posterior,
  { x, y, points }: RegressionData,
  { draws, key }: { readonly draws: number; readonly key: Key },
): Promise<Pick<RegressionMeasures, "complexity" | "nll">> {
  const predictive = expectNormal("boundOf", await predict(posterior, x, { draws }, key.child("train")));
  const nll = -(await metrics.meanLogDensity(predictive, y)) * points.count;
  predictive.means.dispose();
  return { complexity: (await posterior.complexity?.(key.child("complexity")))?.value ?? Number.NaN, nll };
}

/** A row at which everything was measured. */
export type MeasuredRow = { readonly epoch: number } & RegressionMeasures;

/** The rows of a trace at which everything was measured, as the source has them: some twenty epochs apart. */
export const measuredRows = (trace: readonly TraceRow[]): MeasuredRow[] =>
  trace.filter((row) => "freeEnergy" in row) as unknown as MeasuredRow[];

/** First epoch at which the last-batch objective has made 95 % of its fall from the first row to the mean of the last five. */
export function convergedAt(trace: readonly Pick<MeasuredRow, "epoch" | "objective">[]): number {
  const end = mean(trace.slice(-5).map(({ objective }) => objective));
  const threshold = end + 0.05 * (trace[0].objective - end);
  return trace.find(({ objective }) => objective <= threshold)?.epoch ?? trace[trace.length - 1].epoch;
}

/** Mean of the last five rows: a single row is a noisy estimate. */
export const lateValue = (trace: readonly MeasuredRow[], measure: keyof RegressionMeasures): number =>
  mean(trace.slice(-5).map((row) => row[measure]));
