import { affine, mean, scope, sqrt, square, subtract, type Tensor } from "@credence/tensor";
import { sortedQuantile } from "../distributions/sorted-quantile.ts";
import { expectOneOf } from "../settings.ts";
import { expectNormal, type Predictive } from "./predictive.ts";
import { mixtureQuantile } from "./quantiles.ts";

/**
 * Whose spread: "included" is that of a new observation y, "excluded" that of the function f(x), whose observation noise is left out.
 */
export type ObservationNoise = "included" | "excluded";

const expectNoise = (where: string, noise: ObservationNoise) => expectOneOf(where, "noise", noise, ["included", "excluded"]);

/** Ends of an interval for each target, row-major [batch, outputs]. */
export interface PredictiveInterval {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Mean prediction: the mean over draws, with or without observation noise. Differentiable.
 * @shape predictive.means [draws, batch, outputs] -> [batch, outputs]
 */
export const predictiveMean = (predictive: Predictive): Tensor => mean(expectNormal("predictiveMean", predictive).means, { axis: 0 });

/**
 * Standard deviation of the prediction, by the law of total variance.
 *
 *   sqrt( variance over draws of the means + stdDev^2 )
 *
 * With the noise excluded only the first term, the epistemic part, remains.
 *
 * @shape predictive.means [draws, batch, outputs] -> [batch, outputs]
 * @units those of the targets
 */
export const predictiveStdDev = (predictive: Predictive, { noise = "included" }: { noise?: ObservationNoise } = {}): Tensor =>
  scope(() => {
    const { means, stdDev } = expectNormal("predictiveStdDev", predictive);
    expectNoise("predictiveStdDev", noise);
    const variance = mean(square(subtract(means, predictiveMean(predictive))), { axis: 0 });
    return sqrt(affine(variance, { shift: noise === "included" ? stdDev ** 2 : 0 }));
  });

/**
 * Quantiles of the prediction for each target.
 *
 * With the noise excluded: of the draws' means, interpolated between neighbours. Included: of the mixture of Gaussians that the draws
 * make, exactly, not through further random draws.
 *
 * @shape predictive.means [draws, batch, outputs] -> one [batch, outputs] per probability, row-major
 * @throws for a probability outside [0, 1], or at 0 or 1 where the noise is included, whose quantiles are infinite
 */
export async function predictiveQuantiles(
  predictive: Predictive,
  probabilities: readonly number[],
  { noise = "included" }: { noise?: ObservationNoise } = {},
): Promise<Float64Array[]> {
  const { means: drawn, stdDev } = expectNormal("predictiveQuantiles", predictive);
  expectNoise("predictiveQuantiles", noise);
  const mixed = noise === "included" && stdDev > 0;
  for (const probability of probabilities) {
    const usable = mixed ? probability > 0 && probability < 1 : probability >= 0 && probability <= 1;
    if (!usable) throw new Error(`predictiveQuantiles: probability is ${probability}, expected ${mixed ? "between 0 and 1" : "0 to 1"}`);
  }
  const [draws, batch, outputs] = drawn.shape as [number, number, number];
  const means = await drawn.read();
  const targets = batch * outputs;
  const quantiles = probabilities.map(() => new Float64Array(targets));
  const sorted = new Float64Array(draws);
  for (let target = 0; target < targets; target++) {
    for (let draw = 0; draw < draws; draw++) sorted[draw] = means[draw * targets + target]!;
    sorted.sort();
    probabilities.forEach((probability, i) => {
      quantiles[i]![target] = mixed ? mixtureQuantile(sorted, { stdDev, probability }) : sortedQuantile(sorted, probability);
    });
  }
  return quantiles;
}

/**
 * The central interval that holds each target with probability `coverage`: 0.9 lies between the 5% and the 95% quantile.
 *
 * @shape predictive.means [draws, batch, outputs] -> lower and upper [batch, outputs], row-major
 * @throws for a coverage that is not between 0 and 1
 */
export async function predictiveInterval(
  predictive: Predictive,
  { coverage, noise = "included" }: { coverage: number; noise?: ObservationNoise },
): Promise<PredictiveInterval> {
  if (!(coverage > 0 && coverage < 1)) throw new Error(`predictiveInterval: coverage is ${coverage}, expected between 0 and 1`);
  const [lower, upper] = await predictiveQuantiles(predictive, [(1 - coverage) / 2, (1 + coverage) / 2], { noise });
  return { lower: lower!, upper: upper! };
}

/**
 * Median prediction for each target.
 * @shape predictive.means [draws, batch, outputs] -> [batch, outputs], row-major
 */
export async function predictiveMedian(predictive: Predictive, options: { noise?: ObservationNoise } = {}): Promise<Float64Array> {
  const [median] = await predictiveQuantiles(predictive, [0.5], options);
  return median!;
}
