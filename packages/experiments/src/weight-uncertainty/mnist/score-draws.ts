import { type Key, scope, slice, type Tensor } from "@credence/tensor";
import {
  asProbabilities,
  type CategoricalPredictive,
  categoricalPredictive,
  expectCategorical,
  metrics,
  type Posterior,
  predict,
} from "credence";

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
  { probabilities }: CategoricalPredictive,
  { y, from = 0, count = probabilities.shape[0] }: { readonly y: Tensor; readonly from?: number; readonly count?: number },
) {
  const [draws, batch, classes] = probabilities.shape;
  const all = from === 0 && count === draws;
  const part = all ? probabilities : asProbabilities(scope(() => slice(probabilities, [from, 0, 0], [count, batch, classes])));
  const some = categoricalPredictive({ probabilities: part });
  const { wrong: isWrong } = await metrics.topLabel(some, y);
  const nll = await metrics.negativeLogLikelihood(some, y);
  if (!all) part.dispose();
  const wrong = Array.from(isWrong.keys()).filter((image) => isWrong[image] === 1);
  return { errorPercent: (100 * wrong.length) / batch, nllPerDatum: Number.isFinite(nll) ? nll : null, wrong };
}
