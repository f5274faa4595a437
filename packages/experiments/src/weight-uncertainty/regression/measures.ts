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
import { column, defaultLikelihoodStdDev, type RegressionData, rounded, shownInputs } from "./networks.ts";

/** Draws evaluated together: bounds the memory, whatever the number of draws. */
const together = 25;

type Points = { readonly x: Tensor; readonly y: ArrayLike<number> };
type Drawing = { readonly draws: number; readonly likelihoodStdDev?: number; readonly key: Key };

/** What a block of draws says of the log density at each noisy point: mean over draws of the log, log of the mean over draws. @shape x [points, 1], y [points] */
export async function densityBlock(
  posterior: Posterior,
  { x, y, draws, likelihoodStdDev = defaultLikelihoodStdDev, key }: Points & Drawing,
) {
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
export type DensityBlock = Awaited<ReturnType<typeof densityBlock>>;

/** Both quantities over points `from` to `to` of blocks of equally many draws, nats per point. */
export function densitiesOver(blocks: readonly DensityBlock[], from: number, to: number): { meanLogDensity: number; lppd: number } {
  let [meanLogDensity, lppd] = [0, 0];
  for (let point = from; point < to; point++) {
    const logs = blocks.map(({ logMean }) => logMean[point]);
    const largest = Math.max(...logs);
    lppd += largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
    meanLogDensity += blocks.reduce((sum, { meanLog }) => sum + meanLog[point], 0) / blocks.length;
  }
  return { meanLogDensity: meanLogDensity / (to - from), lppd: lppd / (to - from) };
}

/** Where training inputs lie. */
export const trainingRegion: readonly [number, number] = [0, 0.5];

const isInside = (x: number): boolean => x >= trainingRegion[0] && x <= trainingRegion[1];

/** The predictive distribution of f(x), without observation noise, and how it stands to the noisy training points. */
export async function regressionBands(
  posterior: Posterior,
  { train, draws, key }: { readonly train: RegressionData; readonly draws: number; readonly key: Key },
) {
  const grid = column(shownInputs);
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
    const chosen = [...stdDev].filter(
      (_, i) => where.includes(isInside(shownInputs[i])) && shownInputs[i] >= -0.2 && shownInputs[i] <= 1.4,
    );
    return chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
  };
  return {
    x: shownInputs,
    ...{ mean: rounded(mean), median: rounded(median) },
    ...{ q05: rounded(q05), q25: rounded(q25), q75: rounded(q75), q95: rounded(q95) },
    /** Mean standard deviation over draws at the inputs with data, at those of [-0.2, 1.4] without, and at both. */
    ...{ stdDevInside: over(true), stdDevOutside: over(false), stdDev: over(true, false) },
    /** Share of the noisy training points between the 5% and the 95% quantile. */
    coverage,
    /** Root mean squared difference of the mean and the noisy training points. */
    rmseInside,
  };
}
export type RegressionBands = Awaited<ReturnType<typeof regressionBands>>;
