import type { Tensor } from "@credence/tensor";
import { type ClassPredictive, classProbabilities } from "../predictive/class-probabilities.ts";
import { readLabels } from "../predictive/labels.ts";
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

/**
 * Accuracy on the x of each class, by the class; null for a class of which there is no x.
 *
 * @shape labels int32 [batch]
 * @throws for labels that do not fit the prediction
 * @example
 * await metrics.accuracyByLabel(predictiveOf([[[0.9, 0.1], [0.4, 0.6]]]), integers([0, 0])) // => [0.5, null]
 */
export async function accuracyByLabel(prediction: ClassPrediction, labels: Tensor): Promise<(number | null)[]> {
  const scores = await readClassScores("accuracyByLabel", prediction, labels);
  const { wrong } = topLabelOf(scores);
  const [count, errors] = [new Array<number>(scores.classes).fill(0), new Array<number>(scores.classes).fill(0)];
  for (let i = 0; i < wrong.length; i++) {
    count[scores.labels[i]!]!++;
    errors[scores.labels[i]!]! += wrong[i]!;
  }
  return count.map((all, label) => (all === 0 ? null : 1 - errors[label]! / all));
}

/**
 * Accuracy of one draw of the weights, averaged over draws: 1 less the error that a PAC-Bayes bound is about (the Gibbs classifier's). That of the
 * averaged prediction, `accuracy`, is usually higher.
 *
 * @shape labels int32 [batch]
 * @throws for labels that do not fit the prediction
 * @see langford2001
 * @example
 * await metrics.accuracyOfDraws(predictiveOf([[[0.9, 0.1]], [[0.4, 0.6]]]), integers([0])) // => 0.5
 */
export async function accuracyOfDraws(predictive: ClassPredictive, labels: Tensor): Promise<number> {
  const where = "accuracyOfDraws";
  const all = classProbabilities(where, predictive);
  const [draws, batch, classes] = all.shape as [number, number, number];
  const [values, truth] = await Promise.all([all.read(), readLabels(where, labels, { batch, classes })]);
  // those of a coin were made here
  if (predictive.kind === "bernoulli") all.dispose();
  let right = 0;
  for (let draw = 0; draw < draws; draw++) {
    const probabilities = values.subarray(draw * batch * classes, (draw + 1) * batch * classes);
    right += topLabelOf({ batch, classes, probabilities, labels: truth }).wrong.reduce((rest, one) => rest - one, batch);
  }
  return right / (draws * batch);
}
