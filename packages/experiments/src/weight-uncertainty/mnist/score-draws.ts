import { scope, slice, type Tensor } from "@credence/tensor";
import {
  asProbabilities,
  type CategoricalPredictive,
  categoricalPredictive,
  expectCategorical,
  metrics,
  type Posterior,
  predict,
} from "credence";

export interface DrawScores {
  /** Share of images whose most probable class is wrong, %. */
  readonly errorPercent: number;
  /** Mean negative log-probability of the label, nats per datum; null where a label was given probability 0. */
  readonly nllPerDatum: number | null;
  /** Places of the wrong images, ascending. */
  readonly wrong: readonly number[];
}

/** The class probabilities of a classifier's draws. */
export async function predictClasses(
  posterior: Posterior,
  { x, draws, key }: { readonly x: Tensor; readonly draws: number; readonly key: Parameters<typeof predict>[3] },
): Promise<CategoricalPredictive> {
  return expectCategorical("predictClasses", await predict(posterior, x, { draws }, key));
}

/**
 * Scores of the mean over some of the draws of a prediction: one set of fifty draws also holds five of ten and fifty of one.
 *
 * @shape y int32 [batch]
 */
export async function scoreDraws(
  { probabilities }: CategoricalPredictive,
  { y, from = 0, count = probabilities.shape[0] }: { readonly y: Tensor; readonly from?: number; readonly count?: number },
): Promise<DrawScores> {
  const [draws, batch, classes] = probabilities.shape;
  const all = from === 0 && count === draws;
  const part = all ? probabilities : asProbabilities(scope(() => slice(probabilities, [from, 0, 0], [count, batch, classes])));
  const some = categoricalPredictive({ probabilities: part });
  const { wrong } = await metrics.topLabel(some, y);
  const nllPerDatum = await metrics.negativeLogLikelihood(some, y);
  if (!all) part.dispose();
  const places = Array.from(wrong.keys()).filter((image) => wrong[image] === 1);
  return { errorPercent: (100 * places.length) / batch, nllPerDatum: Number.isFinite(nllPerDatum) ? nllPerDatum : null, wrong: places };
}
