import type { Tensor } from "@credence/tensor";
import { type ClassPrediction, readClassScores, topLabelOf } from "./class-scores.ts";

/** A mean over the data, and its standard error. */
export type Overconfidence = {
  readonly mean: number;
  readonly standardError: number;
};

/**
 * Mean confidence in the most probable class less accuracy: above 0 where a classifier is surer than it is right.
 *
 *   mean over data of ( confidence - [right] ),  standard error = standard deviation of the differences / sqrt(N)
 *
 * @shape labels int32 [batch]
 * @units probability, in [-1, 1]
 * @throws for labels that do not fit the prediction
 * @example
 * await metrics.overconfidence(predictiveOf([[[0.9, 0.1], [0.7, 0.3]]]), integers([0, 1])) // => { mean: 0.3000, standardError: 0.4000 }
 */
export async function overconfidence(prediction: ClassPrediction, labels: Tensor): Promise<Overconfidence> {
  const { confidence, wrong } = topLabelOf(await readClassScores("overconfidence", prediction, labels));
  const gaps = Array.from(confidence, (score, i) => score - (1 - wrong[i]!));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const squares = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (gaps.length - 1) / gaps.length) };
}
