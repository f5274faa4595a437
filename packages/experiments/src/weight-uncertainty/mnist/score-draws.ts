import type { Key, Tensor } from "@credence/tensor";
import { type CategoricalPredictive, expectCategorical, metrics, type Posterior, predict, someDraws } from "credence";

type Draws = { readonly x: Tensor; readonly draws: number; readonly key: Key };

/** The class probabilities of a classifier's draws. */
export const predictClasses = async (posterior: Posterior, { x, draws, key }: Draws): Promise<CategoricalPredictive> =>
  expectCategorical("predictClasses", await predict(posterior, x, { draws }, key));

/** Scores of the mean over the draws of a prediction made for them. */
export async function scorePosterior(posterior: Posterior, { y, ...draws }: Draws & { readonly y: Tensor }) {
  const predictive = await predictClasses(posterior, draws);
  const scores = await scoreDraws(predictive, { y });
  predictive.probabilities.dispose();
  return scores;
}

/**
 * Scores of the mean over some of the draws of a prediction: one set of fifty draws also holds five of ten and fifty of one.
 * The share of images whose most probable class is wrong in %, their places, ascending, and the mean negative log-probability of the label in
 * nats per datum, null where a label was given probability 0.
 *
 * @shape y int32 [batch]
 */
export async function scoreDraws(
  predictive: CategoricalPredictive,
  { y, from = 0, count = predictive.probabilities.shape[0] }: { readonly y: Tensor; readonly from?: number; readonly count?: number },
) {
  const part = someDraws(predictive, { from, count });
  const { wrong: isWrong } = await metrics.topLabel(part, y);
  const nll = await metrics.negativeLogLikelihood(part, y);
  part.dispose();
  const wrong = Array.from(isWrong.keys()).filter((image) => isWrong[image] === 1);
  return { errorPercent: (100 * wrong.length) / isWrong.length, nllPerDatum: Number.isFinite(nll) ? nll : null, wrong };
}
