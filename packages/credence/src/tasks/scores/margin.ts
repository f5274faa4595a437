import { affine, constant, max, scope, subtract, where } from "@credence/tensor";
import { averagedProbabilities } from "../../predictive/class-probabilities.ts";
import { firstLargest } from "./first-largest.ts";
import type { Score } from "./score.ts";

/**
 * 1 minus the difference between the two largest mean probabilities: high where two classes are nearly as likely. The difference itself,
 * which much of the literature calls the margin, is low there.
 *
 *   1 - (p of the first class - p of the second),  p = E_w p(y | x, w)
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units probability, in [0, 1]
 * @throws for a single class
 * @see   scheffer2001
 * @example
 * scores.margin(predictiveOf([[[0.5, 0.25, 0.25]]])) // => [0.75]
 */
export const margin: Score = (predictive) =>
  scope(() => {
    const p = averagedProbabilities("margin", predictive);
    if (p.shape[1]! < 2) throw new Error(`margin: classes is ${p.shape[1]}, expected at least 2`);
    const second = max(where(firstLargest(p), constant(-1), p), { axis: -1 });
    return affine(subtract(max(p, { axis: -1 }), second), { scale: -1, shift: 1 });
  });
