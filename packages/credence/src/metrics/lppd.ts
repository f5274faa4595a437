import type { Tensor } from "@credence/tensor";
import { expectPredictive, type Predictive } from "../predictive/predictive.ts";
import type { ScaledOptions } from "../predictive/target-scaling.ts";
import { expectOptions, expectTensor } from "../settings.ts";

/**
 * Log pointwise predictive density per datum: log of the MEAN density over draws, averaged over data. Higher is better.
 *
 *   1/N sum over data of log( 1/draws sum over draws of p(y | x, w) )
 *
 * Each point's density is that of all its outputs together, in the targets' own units: of targets scaled before fitting it is the fitted density at
 * (y - shift) / scale, less log scale for each output. The exact mixture of draws, by a log-sum-exp; not a Gaussian of the same
 * mean and variance.
 *
 * @shape predictive [draws, batch, outputs], y float32 [batch, outputs]; or classes [draws, batch, classes] with int32 [batch]; a Bernoulli's zeros and ones are either
 * @units nats per datum
 * @throws for targets of another shape or type, and for a scaling that does not fit them
 * @see   gelman2014, eq. 5
 * @example
 * await metrics.lppd(normalPredictive({ means: tensor([[[0]], [[1]]]), stdDev: 1 }), tensor([[0]])) // => -1.1380
 */
export async function lppd(predictive: Predictive, y: Tensor, options: ScaledOptions = {}): Promise<number> {
  const { draws, batch, logDensity } = await readLogDensities("lppd", { predictive, y, options });
  const ofDraw = new Float64Array(draws);
  let total = 0;
  for (let i = 0; i < batch; i++) {
    for (let d = 0; d < draws; d++) ofDraw[d] = logDensity(d, i);
    total += logMeanExp(ofDraw);
  }
  return total / batch;
}

function logMeanExp(values: Float64Array): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  // no draw allows the point: -Infinity minus itself would be NaN
  if (largest === -Infinity) return largest;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum / values.length);
}

/**
 * Mean of the log density over draws and data: NOT the lppd, which takes the logarithm after the mean and is never smaller. Some published
 * tables name this quantity lppd.
 *
 *   1/(N draws) sum over data and draws of log p(y | x, w)
 *
 * @shape as for `lppd`
 * @units nats per datum
 * @throws for targets of another shape or type, and for a scaling that does not fit them
 */
export async function meanLogDensity(predictive: Predictive, y: Tensor, options: ScaledOptions = {}): Promise<number> {
  const { draws, batch, logDensity } = await readLogDensities("meanLogDensity", { predictive, y, options });
  let total = 0;
  for (let i = 0; i < batch; i++) for (let d = 0; d < draws; d++) total += logDensity(d, i);
  return total / (batch * draws);
}

function readLogDensities(where: string, given: { predictive: Predictive; y: Tensor; options: ScaledOptions }) {
  const { predictive, y, options } = given;
  expectPredictive(where, predictive);
  expectTensor(where, "y", y);
  expectOptions(where, options, { targetScaling: true });
  return predictive.readLogDensities(y, { where, targetScaling: options.targetScaling });
}
