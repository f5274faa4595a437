import type { Optimizer } from "../../optim/optimizer.ts";
import { sgd } from "../../optim/sgd.ts";
import { expectOptions, expectWhole } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { iterativeInference } from "../training/iterative.ts";
import { type IterativeOptions, iterativeOptionNames } from "../training/iterative-options.ts";
import { type SwagSettings, swagSteps } from "../training/swag-steps.ts";

/** Settings of SWAG. */
export interface SwagOptions extends Omit<IterativeOptions, "optimizer" | "earlyStopping"> {
  /** How weights descend; its noise is what the posterior is made of. @default sgd({ momentum: 0.9 }) */
  readonly optimizer?: Optimizer;
  /** Deviations kept for the part of low rank: numbers held a weight. @default 20 */
  readonly rank?: number;
  /** Steps before the weights count: 0 from a trained network, else those that train it. @default 0 */
  readonly burnIn?: number;
  /** Steps from one set of weights that counts to the next; the authors take an epoch's, with a cyclic rate a cycle's. @default 100 */
  readonly thin?: number;
}

const { earlyStopping: _, ...descending } = iterativeOptionNames;

/** Names of the settings. */
export const swagOptionNames = { ...descending, rank: true, burnIn: true, thin: true } as const;

/** The settings with their defaults. @throws for the first out of range */
function resolvedSwag(where: string, { rank = 20, burnIn = 0, thin = 100 }: SwagOptions): SwagSettings {
  expectWhole(where, "rank", rank, 2);
  expectWhole(where, "burnIn", burnIn, 0);
  expectWhole(where, "thin", thin);
  return { rank, burnIn, thin };
}

/**
 * Stochastic weight averaging, Gaussian: stochastic gradient descent at a constant or cyclic rate wanders about a minimum, and the weights that it passes
 * through give the mean and the covariance of a Gaussian. Start it `from` a trained network (`map`), or give a burn-in. The learning rate sets how far it
 * wanders, and so the spread: try some, and judge by data held out.
 *
 *   q(w) = N(mean, (D + L L' / (K - 1)) / 2),  D variances, L the last K deviations from the mean
 *
 * The descent is on the negative log joint: the model's prior counts.
 *
 * @throws for settings out of range
 * @see maddox2019
 */
export function swag(options: SwagOptions): Inference {
  expectOptions("swag", options, swagOptionNames);
  return iterativeInference(swagSteps(resolvedSwag("swag", options)), { optimizer: sgd({ momentum: 0.9 }), ...options });
}
