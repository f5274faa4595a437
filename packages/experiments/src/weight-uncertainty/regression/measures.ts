import { mean } from "@credence/lab";
import type { Key, Tensor } from "@credence/tensor";
import { expectNormal, metrics, type Posterior, predict, predictiveMean, predictiveQuantiles, predictiveStdDev } from "credence";
import { column, type RegressionData, rounded, shownInputs } from "./networks.ts";

/** Draws evaluated together: bounds the memory, whatever the number of draws. */
const together = 25;

type Points = { readonly x: Tensor; readonly y: Tensor };
type Drawing = { readonly draws: number; readonly key: Key };

/** What a block of draws says of the log density at each noisy point. @shape x and y [points, 1] */
export function densityBlock(posterior: Posterior, { x, y, draws, key }: Points & Drawing) {
  async function* inParts() {
    for (let from = 0; from < draws; from += together) {
      const predictive = await predict(posterior, x, { draws: Math.min(together, draws - from) }, key.child(from));
      yield predictive;
      predictive.dispose();
    }
  }
  return metrics.pointwiseLogDensities(inParts(), y);
}

/** Over points `from` to `to` of blocks of equally many draws, nats per point: the source's mean of the log density, and the lppd. */
export function densitiesOver(blocks: readonly metrics.PointwiseLogDensities[], from: number, to: number) {
  const { meanLog, logMean } = metrics.combinedLogDensities(blocks);
  return { meanLogDensity: mean(meanLog.slice(from, to)), lppd: mean(logMean.slice(from, to)) };
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
  const [centre, stdDev] = [await means.read(), await deviations.read()];
  for (const tensor of [grid, means, deviations, predictive.means, atData.means]) tensor.dispose();
  const over = (...where: readonly boolean[]) => {
    const chosen = [...stdDev].filter(
      (_, i) => where.includes(isInside(shownInputs[i])) && shownInputs[i] >= -0.2 && shownInputs[i] <= 1.4,
    );
    return mean(chosen);
  };
  return {
    x: shownInputs,
    ...{ mean: rounded(centre), median: rounded(median) },
    ...{ q05: rounded(q05), q25: rounded(q25), q75: rounded(q75), q95: rounded(q95) },
    /** Mean standard deviation over draws at the inputs with data, at those of [-0.2, 1.4] without, and at both. */
    ...{ stdDevInside: over(true), stdDevOutside: over(false), stdDev: over(true, false) },
    /** Share of the noisy training points between the 5 % and the 95 % quantile. */
    coverage,
    /** Root mean squared difference of the mean and the noisy training points. */
    rmseInside,
  };
}
export type RegressionBands = Awaited<ReturnType<typeof regressionBands>>;
