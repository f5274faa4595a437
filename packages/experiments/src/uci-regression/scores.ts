import { significant } from "@credence/lab";
import type { Tensor } from "@credence/tensor";
import { metrics, type NormalPredictive, type PredictiveInterval, type TargetScaling } from "credence";

/** Probability that an interval is to hold. */
export const coverage = 0.9;
const pitBins = 10;

/** What is measured of the predictions of one test part; scores in units of the target. */
export type Scores = {
  readonly rmse: number;
  /** Log of the mean density over draws, mean over rows, nats. */
  readonly logDensity: number;
  readonly crps: number;
  /** Of the central 90 % intervals. */
  readonly intervalScore: number;
  /** Rows inside their interval, of how many: by quarter of predicted standard deviation, the smallest first. */
  readonly quarters: readonly { readonly inside: number; readonly rows: number }[];
  /** Rows by the probability of a smaller target, in ten equal bins. */
  readonly pit: readonly number[];
};

/** Predictions of a test part; `density` is what CRPS and the probability integral transform are taken of. */
export interface Predicted extends Pick<Scores, "rmse" | "logDensity"> {
  readonly stdDevs: ArrayLike<number>;
  readonly interval: PredictiveInterval;
  readonly density: NormalPredictive;
}

/** Scores predictions against targets in their own units. */
export async function scoresOf(
  { rmse, logDensity, stdDevs, interval, density }: Predicted,
  { truth, targetScaling }: { readonly truth: Tensor<"float32">; readonly targetScaling?: TargetScaling },
): Promise<Scores> {
  const crps = await metrics.crps(density, truth, { targetScaling });
  const intervalScore = await metrics.intervalScore(interval, truth, { coverage });
  const pit = new Array<number>(pitBins).fill(0);
  for (const probability of await metrics.probabilityIntegralTransform(density, truth, { targetScaling }))
    pit[Math.min(pitBins - 1, Math.floor(pitBins * probability))]++;
  const targets = await truth.read();
  const inside = Array.from(targets, (target, row) => target >= interval.lower[row] && target <= interval.upper[row]);
  const round = (value: number) => significant([value], 6)[0];
  const numbers = { rmse: round(rmse), logDensity: round(logDensity), crps: round(crps), intervalScore: round(intervalScore) };
  return { ...numbers, quarters: byQuarter(stdDevs, inside), pit };
}

/** Rows inside their interval, by quarter of the values, the smallest first. */
export function byQuarter(values: ArrayLike<number>, inside: readonly boolean[]): Scores["quarters"] {
  const order = inside.map((_, row) => row).sort((a, b) => values[a] - values[b]);
  const end = (quarter: number) => Math.round((quarter * order.length) / 4);
  return [0, 1, 2, 3].map((quarter) => {
    const rows = order.slice(end(quarter), end(quarter + 1));
    return { inside: rows.filter((row) => inside[row]).length, rows: rows.length };
  });
}
