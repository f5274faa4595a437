import type { Tensor } from "@credence/tensor";
import { type ClassPrediction, readClassScores } from "./class-scores.ts";

/**
 * Mean negative log-probability of the labels under the averaged prediction. Infinity where a label was given probability 0.
 *
 *   -1/N sum over data of log p(y | x),  p = E_w p(y | x, w)
 *
 * @shape labels int32 [batch]
 * @units nats per datum
 * @throws for labels that do not fit the prediction
 * @example
 * await metrics.negativeLogLikelihood(predictiveOf([[[0.5, 0.5]]]), integers([0])) // => 0.6931
 */
export async function negativeLogLikelihood(prediction: ClassPrediction, labels: Tensor): Promise<number> {
  const scores = await readClassScores("negativeLogLikelihood", prediction, labels);
  let total = 0;
  for (let i = 0; i < scores.batch; i++) total -= Math.log(scores.probabilities[i * scores.classes + scores.labels[i]!]!);
  return total / scores.batch;
}
