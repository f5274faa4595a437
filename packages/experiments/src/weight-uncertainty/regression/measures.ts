import type { Key, Tensor } from "@credence/tensor";
import {
  expectNormal,
  metrics,
  type Posterior,
  predict,
  predictiveMean,
  predictiveQuantiles,
  predictiveStdDev,
  predictOutputs,
} from "credence";
import { column, defaultLikelihoodStdDev, evenly, type RegressionData } from "./networks.ts";

/** Per point: what one block of draws says of the log density. */
export type DensityBlock = {
  /** Mean over draws of log p(y | x, w). */
  readonly meanLog: readonly number[];
  /** Log of the mean over draws of p(y | x, w). */
  readonly logMean: readonly number[];
};

/** Draws evaluated together: bounds the memory, whatever the number of draws. */
const together = 25;

export interface DensityBlockOptions {
  readonly x: Tensor;
  readonly y: ArrayLike<number>;
  readonly draws: number;
  readonly likelihoodStdDev?: number;
  readonly key: Key;
}

/** Log densities of `draws` draws at noisy points. @shape x [points, 1], y [points] */
export async function densityBlock(
  posterior: Posterior,
  { x, y, draws, likelihoodStdDev = defaultLikelihoodStdDev, key }: DensityBlockOptions,
): Promise<DensityBlock> {
  const constant = -Math.log(likelihoodStdDev) - 0.5 * Math.log(2 * Math.PI);
  const total = new Float64Array(y.length);
  const largest = new Float64Array(y.length).fill(Number.NEGATIVE_INFINITY);
  // sum of exp(log density - largest), kept in step with the largest
  const mass = new Float64Array(y.length);
  for (let from = 0; from < draws; from += together) {
    const count = Math.min(together, draws - from);
    const outputs = predictOutputs(posterior, x, { draws: count }, key.child(from));
    const values = await outputs.read();
    outputs.dispose();
    for (let i = 0; i < count * y.length; i++) {
      const point = i % y.length;
      const logDensity = constant - 0.5 * ((y[point] - values[i]) / likelihoodStdDev) ** 2;
      total[point] += logDensity;
      if (logDensity > largest[point]) {
        mass[point] = mass[point] * Math.exp(largest[point] - logDensity) + 1;
        largest[point] = logDensity;
      } else mass[point] += Math.exp(logDensity - largest[point]);
    }
  }
  return {
    meanLog: Array.from(total, (sum) => sum / draws),
    logMean: Array.from(mass, (sum, point) => largest[point] + Math.log(sum / draws)),
  };
}

/** Both quantities over points `from` to `to` of blocks of equally many draws, nats per point. */
export function densitiesOver(blocks: readonly DensityBlock[], from: number, to: number): { meanLogDensity: number; lppd: number } {
  let meanLogDensity = 0;
  let lppd = 0;
  for (let point = from; point < to; point++) {
    const logs = blocks.map(({ logMean }) => logMean[point]);
    const largest = Math.max(...logs);
    lppd += largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
    meanLogDensity += blocks.reduce((sum, { meanLog }) => sum + meanLog[point], 0) / blocks.length;
  }
  return { meanLogDensity: meanLogDensity / (to - from), lppd: lppd / (to - from) };
}

/** The predictive distribution of f(x), without observation noise. */
export type RegressionBands = {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly median: readonly number[];
  readonly q05: readonly number[];
  readonly q25: readonly number[];
  readonly q75: readonly number[];
  readonly q95: readonly number[];
  /** Mean standard deviation over draws at the inputs with data, and at those of [-0.2, 1.4] without. */
  readonly stdDevInside: number;
  readonly stdDevOutside: number;
  /** The same over all of [-0.2, 1.4]. */
  readonly stdDev: number;
  /** Share of the noisy training points between the 5% and the 95% quantile. */
  readonly coverage: number;
  /** Root mean squared difference of the mean and the noisy training points. */
  readonly rmseInside: number;
};

/** Where training inputs lie. */
export const trainingRegion: readonly [number, number] = [0, 0.5];

/** Bands over [-0.5, 1.5] in steps of 0.01, and how they stand to the training points. */
export async function regressionBands(
  posterior: Posterior,
  { train, draws, key }: { train: RegressionData; draws: number; key: Key },
): Promise<RegressionBands> {
  const x = evenly(-0.5, 1.5, 201).map((value) => Math.round(100 * value) / 100);
  const grid = column(x);
  const predictive = expectNormal("regressionBands", await predict(posterior, grid, { draws }, key));
  const atData = expectNormal("regressionBands", await predict(posterior, train.x, { draws }, key));
  const [q05, q25, median, q75, q95] = await predictiveQuantiles(predictive, [0.05, 0.25, 0.5, 0.75, 0.95], { noise: "excluded" });
  const [lower, upper] = await predictiveQuantiles(atData, [0.05, 0.95], { noise: "excluded" });
  const coverage = await metrics.intervalCoverage({ lower, upper }, train.y);
  const rmseInside = await metrics.rmse(atData, train.y);
  const means = predictiveMean(predictive);
  const deviations = predictiveStdDev(predictive, { noise: "excluded" });
  const [mean, stdDev] = [await means.read(), await deviations.read()];
  for (const tensor of [grid, means, deviations, predictive.means, atData.means]) tensor.dispose();
  const over = (...where: readonly boolean[]) => {
    const chosen = [...stdDev].filter((_, i) => where.includes(isInside(x[i])) && x[i] >= -0.2 && x[i] <= 1.4);
    return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
  };
  return {
    x,
    mean: rounded(mean),
    median: rounded(median),
    q05: rounded(q05),
    q25: rounded(q25),
    q75: rounded(q75),
    q95: rounded(q95),
    stdDevInside: over(true),
    stdDevOutside: over(false),
    stdDev: over(true, false),
    coverage,
    rmseInside,
  };
}

const isInside = (x: number): boolean => x >= trainingRegion[0] && x <= trainingRegion[1];

/** To five digits: a figure shows no more, and a result file stays readable. */
export const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Number(value.toPrecision(5)));
