import { affine, max, scope } from "@credence/tensor";
import { averagedProbabilities } from "../../predictive/class-probabilities.ts";
import type { Score } from "./score.ts";

/**
 * 1 minus the largest mean probability: the baseline of failure prediction and of detecting what is out of distribution.
 *
 *   1 - max over classes of E_w p(y | x, w)
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units probability, in [0, 1 - 1/classes]
 * @see   hendrycks2017
 * @example
 * scores.leastConfidence(predictiveOf([[[0.5, 0.25, 0.25]]])) // => [0.5]
 */
export const leastConfidence: Score = (predictive) =>
  scope(() => affine(max(averagedProbabilities("leastConfidence", predictive), { axis: -1 }), { scale: -1, shift: 1 }));
