import { significant } from "@credence/lab";
import type { Tensor } from "@credence/tensor";
import { metrics, type NormalPredictive, predictiveInterval, predictiveStdDev, type TargetScaling } from "credence";

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

/** Scores a prediction of standardised targets, by all its draws and by some, against the targets in their own units. */
export async function scoresOf(
  { whole, some }: Readonly<Record<"whole" | "some", NormalPredictive>>,
  { truth, targetScaling }: { readonly truth: Tensor<"float32">; readonly targetScaling: TargetScaling },
): Promise<Scores> {
  const scaled = { targetScaling };
  const interval = await predictiveInterval(some, { coverage, ...scaled });
  const [rmse, logDensity, crps, intervalScore] = significant(
    [
      await metrics.rmse(whole, truth, scaled),
      await metrics.lppd(whole, truth, scaled),
      await metrics.crps(some, truth, scaled),
      await metrics.intervalScore(interval, truth, { coverage }),
    ],
    6,
  );
  const targets = await truth.read();
  const inside = Array.from(targets, (target, row) => target >= interval.lower[row] && target <= interval.upper[row]);
  const stdDevs = await predictiveStdDev(whole).read();
  const pit = new Array<number>(pitBins).fill(0);
  for (const probability of await metrics.probabilityIntegralTransform(some, truth, scaled))
    pit[Math.min(pitBins - 1, Math.floor(pitBins * probability))]++;
  return { rmse, logDensity, crps, intervalScore, quarters: byQuarter(stdDevs, inside), pit };
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
