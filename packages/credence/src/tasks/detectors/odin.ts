import type { Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectNotNegative, expectOneOf, expectOptions, expectPositive, expectWhole } from "../../settings.ts";
import { fixedPredictive } from "../adversarial/fixed-predictive.ts";
import { inScoredBatches, type ScoredInputs, sharedScorer } from "../scores/score.ts";
import { type Detector, scorerDetector } from "./detector.ts";
import { doubtsOfMoved, type Move } from "./moved-inputs.ts";

/** Settings of ODIN. */
export interface OdinOptions {
  /** T of the softmax whose largest probability is the score. @default 1000 */
  readonly temperature?: number;
  /** How far each input is moved, before `divisor`. @default 0.0014 */
  readonly epsilon?: number;
  /** T of the softmax whose gradient says where to; code that forgets to divide uses 1. @default the temperature */
  readonly gradientTemperature?: number;
  /** "confident": towards a larger probability, x + e sign(d log p / dx). "doubtful": away from it, the sign of an attack. @default "confident" */
  readonly direction?: "confident" | "doubtful";
  /** Divides epsilon: the standard deviation by which pixels were divided, where epsilon is in units of pixels. @default 1 */
  readonly divisor?: number;
}

/**
 * ODIN: 1 minus the largest probability at a high temperature, after a small step of x that makes that probability larger. What the network
 * knows moves further than what it does not.
 *
 *   x' = x + e / divisor sign(d log p_c(x; T) / dx),  c = argmax p(x; 1),  score = 1 - max over classes of p(x'; T)
 *
 * p averages the draws' softmax(f / T). An input whose gradient underflows in float32, as at T = 1 where the network is sure, stays where it is.
 * Nothing is clipped to a range of pixels.
 *
 * @units probability, in [0, 1 - 1/classes]
 * @throws for temperatures and a divisor that are not above 0, an epsilon below 0, and another direction
 * @see   liang2018
 */
export function odin(options: OdinOptions = {}): Detector<CategoricalPredictive> {
  expectOptions<OdinOptions>("odin", options, {
    temperature: true,
    epsilon: true,
    gradientTemperature: true,
    direction: true,
    divisor: true,
  });
  const { temperature = 1000, epsilon = 0.0014, direction = "confident", divisor = 1 } = options;
  const { gradientTemperature = temperature } = options;
  for (const [name, value] of Object.entries({ temperature, gradientTemperature, divisor })) expectPositive("odin", name, value);
  expectNotNegative("odin", "epsilon", epsilon);
  expectOneOf("odin", "direction", direction, ["confident", "doubtful"]);
  // the gradient is that of -log p: downhill is confident
  const size = (direction === "confident" ? -epsilon : epsilon) / divisor;
  return scorerDetector("odin", sharedScorer({ temperature, gradientTemperature, size }, doubtsByMoves));
}

/** Scores of several settings: they share the predicted classes, and the gradient of a temperature. */
async function doubtsByMoves(
  moves: readonly Move[],
  { posterior, x, options: { draws, batchSize = 2000 }, key }: ScoredInputs<CategoricalPredictive>,
): Promise<Tensor<"float32">[]> {
  expectWhole("odin", "batchSize", batchSize);
  expectCategoricalPosterior("odin", posterior);
  const predictive = fixedPredictive(posterior, { draws, key });
  return inScoredBatches(x, batchSize, (rows) => doubtsOfMoved(predictive, rows, moves));
}

/** @throws for a posterior whose predictions have no softmax */
export function expectCategoricalPosterior(where: string, { model }: Posterior<CategoricalPredictive>): void {
  const { kind } = model.likelihood;
  if (kind !== "categorical") throw new Error(`${where}: the posterior is of a ${kind} likelihood, expected a categorical one`);
}
