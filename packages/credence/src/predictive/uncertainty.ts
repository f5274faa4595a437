import { abs, clamp, log, maximum, mean, multiply, mutualInformation, negate, scope, sum, type Tensor } from "@credence/tensor";
import { averagedProbabilities, type ClassPredictive, classProbabilities } from "./class-probabilities.ts";
import type { AleatoricUncertainty, EpistemicUncertainty, TotalUncertainty } from "./quantities.ts";

// The decomposition of a prediction's uncertainty; other scores of single x stand in tasks/scores. Every measure runs in a scope, so that a
// pool's intermediates are freed at once; none of them can be differentiated. Every one throws for the predictive of a regression, whose
// spread intervals.ts describes.

/**
 * Total uncertainty: entropy of the mean prediction. The "predictive entropy" or "max entropy" of the literature.
 *
 *   H[y | x] = -sum over classes of p log p,  p = E_w p(y | x, w)
 *
 * Equals aleatoric + epistemic. High both for a coin flip that all draws agree on and for draws that disagree.
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats, in [0, log classes]
 * @example
 * uncertainty.total(predictiveOf([[[1, 0]], [[0, 1]]])) // => [0.6931]
 */
export const total = (predictive: ClassPredictive): TotalUncertainty =>
  scope(() => entropy(averagedProbabilities("total", predictive)) as TotalUncertainty);

/**
 * Aleatoric uncertainty: mean entropy of the draws, what remains when the weights are known.
 *
 *   E_w H[y | x, w]
 *
 * Not the entropy of the mean, which is `total`.
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats, in [0, log classes]
 * @example
 * uncertainty.aleatoric(predictiveOf([[[1, 0]], [[0, 1]]])) // => [0]
 */
export const aleatoric = (predictive: ClassPredictive): AleatoricUncertainty =>
  scope(() => mean(entropy(classProbabilities("aleatoric", predictive)), { axis: 0 }) as AleatoricUncertainty);

/**
 * Epistemic uncertainty: mutual information between the label and the weights, how much the draws disagree. The score of BALD.
 *
 *   I[y; w | x] = H[ E_w p(y | x, w) ] - E_w H[ p(y | x, w) ]
 *
 * High where more data would help; near zero where all draws agree, even on a coin flip.
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats, in [0, log classes]
 * @see   houlsby2011, eq. 2
 * @example
 * uncertainty.epistemic(predictiveOf([[[1, 0]], [[0, 1]]])) // => [0.6931]
 */
export const epistemic = (predictive: ClassPredictive): EpistemicUncertainty =>
  scope(() => mutualInformation(classProbabilities("epistemic", predictive)) as EpistemicUncertainty);

// -sum p log p over classes. The smallest normal number stands in for 0 under the logarithm, so that 0 log 0 = 0; NaN stays NaN.
// Rounding may put p at 1.0000001 and the entropy below 0, hence the clamp; abs takes the sign off -0.
const entropy = (p: Tensor): Tensor => abs(clamp(negate(sum(multiply(p, log(maximum(p, 2 ** -126))), { axis: -1 })), { low: 0 }));
