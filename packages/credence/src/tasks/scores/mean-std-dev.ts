import { divide, mean, scope, sqrt, square, subtract, sum } from "@credence/tensor";
import { averagedProbabilities, classProbabilities } from "../../predictive/class-probabilities.ts";
import type { Score } from "./score.ts";

/**
 * Standard deviation over draws of each class probability (of the draws as a population), averaged over classes.
 *
 *   1/classes sum over classes of sqrt( E_w p^2 - (E_w p)^2 )
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units probability, in [0, 1/2]
 * @see   kampffmeyer2016
 * @example
 * scores.meanStdDev(predictiveOf([[[1, 0]], [[0, 1]]])) // => [0.5]
 */
export const meanStdDev: Score = (predictive) =>
  scope(() => {
    const probabilities = classProbabilities("meanStdDev", predictive);
    const away = subtract(probabilities, averagedProbabilities("meanStdDev", predictive));
    const variance = divide(sum(square(away), { axis: 0 }), probabilities.shape[0]!);
    return mean(sqrt(variance), { axis: -1 });
  });
