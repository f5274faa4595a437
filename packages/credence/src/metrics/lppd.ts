import type { Tensor } from "@credence/tensor";
import { readLabels } from "../predictive/labels.ts";
import type { CategoricalPredictive, NormalPredictive, Predictive } from "../predictive/predictive.ts";
import { readTargets } from "./targets.ts";

/** In which units a density is given. */
export interface LogDensityOptions {
  /** Of a regression: the targets were divided by this before fitting; densities are given in the targets' own units. 1 unless told. */
  readonly targetScale?: number;
}

/**
 * Log pointwise predictive density per datum: log of the MEAN density over draws, averaged over data. Higher is better.
 *
 *   1/N sum over data of log( 1/draws sum over draws of p(y | x, w) )
 *
 * Each point's density is that of all its outputs together. The exact mixture of draws, by a log-sum-exp; not a Gaussian of the same
 * mean and variance.
 *
 * @shape predictive [draws, batch, outputs], y float32 [batch, outputs]; or classes [draws, batch, classes] with int32 [batch]
 * @units nats per datum
 * @throws for targets of another shape or type
 * @see   gelman2014, eq. 5
 * @example
 * await lppd(normalPredictive({ means: tensor([[[0]], [[1]]]), stdDev: 1 }), tensor([[0]])) // -1.1380
 */
export async function lppd(predictive: Predictive, y: Tensor, options: LogDensityOptions = {}): Promise<number> {
  const { draws, batch, logDensity } = await readLogDensities("lppd", { predictive, y, ...options });
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
 * @throws for targets of another shape or type
 */
export async function meanLogDensity(predictive: Predictive, y: Tensor, options: LogDensityOptions = {}): Promise<number> {
  const { draws, batch, logDensity } = await readLogDensities("meanLogDensity", { predictive, y, ...options });
  let total = 0;
  for (let i = 0; i < batch; i++) for (let d = 0; d < draws; d++) total += logDensity(d, i);
  return total / (batch * draws);
}

interface LogDensities {
  readonly draws: number;
  readonly batch: number;
  logDensity(draw: number, index: number): number;
}

async function readLogDensities(where: string, given: { predictive: Predictive; y: Tensor; targetScale?: number }): Promise<LogDensities> {
  const { predictive, y, targetScale = 1 } = given;
  if (!(targetScale > 0 && targetScale < Infinity)) throw new Error(`${where}: targetScale is ${targetScale}, expected above 0`);
  return predictive.kind === "normal" ? normalDensities(where, predictive, { y, targetScale }) : classDensities(where, predictive, y);
}

async function normalDensities(
  where: string,
  predictive: NormalPredictive,
  { y, targetScale }: { y: Tensor; targetScale: number },
): Promise<LogDensities> {
  const [draws, batch, outputs] = predictive.means.shape as [number, number, number];
  const { stdDev } = predictive;
  if (!(stdDev > 0)) throw new Error(`${where}: the predictive's stdDev is ${stdDev}, expected above 0 for a density`);
  const targets = await readTargets(where, y, { batch, outputs });
  const means = await predictive.means.read();
  // the density of scale * z at y is that of z at y / scale, over the scale, once per output
  const constant = -outputs * (Math.log(stdDev) + 0.5 * Math.log(2 * Math.PI) + Math.log(targetScale));
  return {
    draws,
    batch,
    logDensity(draw, index) {
      let squares = 0;
      for (let o = 0; o < outputs; o++)
        squares += ((targets[index * outputs + o]! / targetScale - means[(draw * batch + index) * outputs + o]!) / stdDev) ** 2;
      return constant - 0.5 * squares;
    },
  };
}

async function classDensities(where: string, { probabilities }: CategoricalPredictive, labels: Tensor): Promise<LogDensities> {
  const [draws, batch, classes] = probabilities.shape as [number, number, number];
  const truth = await readLabels(where, labels, { batch, classes });
  const values = await probabilities.read();
  return { draws, batch, logDensity: (draw, index) => Math.log(values[(draw * batch + index) * classes + truth[index]!]!) };
}
