import type { Tensor } from "@credence/tensor";
import { type ClassPrediction, readClassScores, topLabelOf } from "./class-scores.ts";

/**
 * Share of x whose most probable class is the label; the first class wins a tie.
 *
 * @shape labels int32 [batch]
 * @throws for labels that do not fit the prediction
 * @example
 * await metrics.accuracy(predictiveOf([[[0.9, 0.1], [0.4, 0.6]]]), integers([0, 0])) // => 0.5
 */
export async function accuracy(prediction: ClassPrediction, labels: Tensor): Promise<number> {
  const { wrong } = topLabelOf(await readClassScores("accuracy", prediction, labels));
  return wrong.reduce((right, one) => right - one, wrong.length) / wrong.length;
}
