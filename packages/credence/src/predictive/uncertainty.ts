import {
  abs,
  affine,
  clamp,
  constant,
  divide,
  equal,
  log,
  max,
  maximum,
  mean,
  multiply,
  mutualInformation,
  negate,
  scope,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
  where,
} from "@credence/tensor";
import { averagedProbabilities, type ClassPredictive, classProbabilities } from "./class-probabilities.ts";
import type { AleatoricUncertainty, EpistemicUncertainty, TotalUncertainty } from "./quantities.ts";

// Every measure runs in a scope, so that a pool's intermediates are freed at once; none of them can be differentiated. Every one
// throws for the predictive of a regression, whose spread intervals.ts describes.

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
 * total(predictiveOf([[[1, 0]], [[0, 1]]])) // [0.6931]
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
 * aleatoric(predictiveOf([[[1, 0]], [[0, 1]]])) // [0]
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
 * epistemic(predictiveOf([[[1, 0]], [[0, 1]]])) // [0.6931]
 */
export const epistemic = (predictive: ClassPredictive): EpistemicUncertainty =>
  scope(() => mutualInformation(classProbabilities("epistemic", predictive)) as EpistemicUncertainty);

/**
 * Difference between the two largest mean probabilities. SMALL where uncertain, unlike the other measures.
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units probability, in [0, 1]
 * @throws for a single class
 * @example
 * margin(predictiveOf([[[0.5, 0.25, 0.25]]])) // [0.25]
 */
export function margin(predictive: ClassPredictive): Tensor {
  return scope(() => {
    const p = averagedProbabilities("margin", predictive);
    if (p.shape[1]! < 2) throw new Error(`margin: classes is ${p.shape[1]}, expected at least 2`);
    const second = max(where(firstLargest(p), constant(-1), p), { axis: -1 });
    return subtract(max(p, { axis: -1 }), second);
  });
}

/**
 * 1 minus the largest mean probability.
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units probability, in [0, 1 - 1/classes]
 * @example
 * leastConfidence(predictiveOf([[[0.5, 0.25, 0.25]]])) // [0.5]
 */
export const leastConfidence = (predictive: ClassPredictive): Tensor =>
  scope(() => affine(max(averagedProbabilities("leastConfidence", predictive), { axis: -1 }), { scale: -1, shift: 1 }));

/**
 * Share of draws that do not vote for the class with most votes. A draw votes for its largest probability, the first class at a tie.
 * Takes draws + 1 values at most, so many x tie.
 *
 *   1 - (votes for the modal class) / draws
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units share of draws, in [0, 1 - 1/classes]
 * @see   freeman1965
 * @example
 * variationRatio(predictiveOf([[[1, 0]], [[0.4, 0.6]], [[0.9, 0.1]]])) // [0.3333]
 */
export const variationRatio = (predictive: ClassPredictive): Tensor =>
  scope(() => {
    const probabilities = classProbabilities("variationRatio", predictive);
    const draws = probabilities.shape[0]!;
    const votes = max(sum(firstLargest(probabilities), { axis: 0 }), { axis: -1 });
    const ratio = divide(affine(votes, { scale: -1, shift: draws }), draws);
    // a comparison hides NaN; 0 times its sum brings it back
    const poison = affine(sum(probabilities, { axis: [0, 2] }), { scale: 0 });
    return subtract(ratio, poison);
  });

/**
 * Standard deviation over draws of each class probability (of the draws as a population), averaged over classes.
 *
 *   1/classes sum over classes of sqrt( E_w p^2 - (E_w p)^2 )
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units probability, in [0, 1/2]
 * @see   kampffmeyer2016
 * @example
 * meanStdDev(predictiveOf([[[1, 0]], [[0, 1]]])) // [0.5]
 */
export const meanStdDev = (predictive: ClassPredictive): Tensor =>
  scope(() => {
    const probabilities = classProbabilities("meanStdDev", predictive);
    const away = subtract(probabilities, averagedProbabilities("meanStdDev", predictive));
    const variance = divide(sum(square(away), { axis: 0 }), probabilities.shape[0]!);
    return mean(sqrt(variance), { axis: -1 });
  });

// -sum p log p over classes. The smallest normal number stands in for 0 under the logarithm, so that 0 log 0 = 0; NaN stays NaN.
// Rounding may put p at 1.0000001 and the entropy below 0, hence the clamp; abs takes the sign off -0.
const entropy = (p: Tensor): Tensor => abs(clamp(negate(sum(multiply(p, log(maximum(p, 2 ** -126))), { axis: -1 })), { low: 0 }));

// 1 at the first of a row's largest values, else 0
function firstLargest(p: Tensor): Tensor {
  const classes = p.shape[p.shape.length - 1]!;
  const ranks = tensor(Float32Array.from({ length: classes }, (_, c) => classes - c));
  const held = multiply(equal(p, max(p, { axis: -1, keepAxes: true })), ranks);
  return equal(held, max(held, { axis: -1, keepAxes: true }));
}
