import type { Tensor } from "@credence/tensor";
import { type ClassPrediction, readClassScores } from "./class-scores.ts";

/**
 * Brier score: squared distance between the prediction and the one-hot label, summed over classes, averaged over data.
 *
 *   1/N sum over data and classes of (p_c - [c = y])^2
 *
 * Runs from 0 to 2; some libraries average over classes or count one class of two only.
 *
 * @shape labels int32 [batch]
 * @throws for labels that do not fit the prediction
 * @see   brier1950
 * @example
 * await metrics.brier(predictiveOf([[[0.5, 0.5]]]), integers([0])) // => 0.5
 */
export async function brier(prediction: ClassPrediction, labels: Tensor): Promise<number> {
  const { batch, classes, probabilities, labels: truth } = await readClassScores("brier", prediction, labels);
  let total = 0;
  for (let i = 0; i < batch; i++)
    for (let c = 0; c < classes; c++) total += (probabilities[i * classes + c]! - Number(c === truth[i])) ** 2;
  return total / batch;
}
