import { affine, divide, max, scope, subtract, sum } from "@credence/tensor";
import { classProbabilities } from "../../predictive/class-probabilities.ts";
import { firstLargest } from "./first-largest.ts";
import type { Score } from "./score.ts";

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
 * scores.variationRatio(predictiveOf([[[1, 0]], [[0.4, 0.6]], [[0.9, 0.1]]])) // => [0.3333]
 */
export const variationRatio: Score = (predictive) =>
  scope(() => {
    const probabilities = classProbabilities("variationRatio", predictive);
    const draws = probabilities.shape[0]!;
    const votes = max(sum(firstLargest(probabilities), { axis: 0 }), { axis: -1 });
    const ratio = divide(affine(votes, { scale: -1, shift: draws }), draws);
    // a comparison hides NaN; 0 times its sum brings it back
    const poison = affine(sum(probabilities, { axis: [0, 2] }), { scale: 0 });
    return subtract(ratio, poison);
  });
