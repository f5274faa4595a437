import { type Key, keep, log, reshape, scope, type Tensor } from "@credence/tensor";
import {
  crossFittedTemperature,
  type Data,
  meanProbabilities,
  metrics,
  type Posterior,
  type Probabilities,
  predictiveOf,
  predictOutputs,
  someDraws,
} from "credence";
import { predictClasses } from "../mnist/score-draws.ts";

/** Bins of Figure 19, and of the calibration errors another program recorded. */
const bins = 10;
export const recordedErrorBins = 15;

export type LastBin = Awaited<ReturnType<typeof asPublished>>["lastBin"];

export interface MeasureOptions {
  readonly test: Data;
  readonly draws: { readonly stated: number; readonly published: number };
  /** Places of the images of each resampling, the same for all networks that are compared. */
  readonly resamples: readonly Int32Array[];
  readonly key: Key;
}

/**
 * A network's calibration: as stated, top labels of all draws; as published by the source's code, for each ten draws there are; after
 * temperature scaling; and the expected calibration error on every resampling.
 */
export async function measureCalibration(posterior: Posterior, { test: { x, y }, draws, resamples, key }: MeasureOptions) {
  const own = key.child("predict");
  const predictive = await predictClasses(posterior, { x, draws: draws.stated, key: own });
  const [drawn, images, classes] = predictive.probabilities.shape;
  const meanOver = (from: number, count: number) =>
    keep(scope(() => meanProbabilities(predictiveOf(someDraws(predictive, { from, count })))));
  // A point network is one function, whatever the number of draws.
  const each = Math.min(draws.published, drawn);
  const evaluations: Awaited<ReturnType<typeof asPublished>>[] = [];
  for (let from = 0; from + each <= drawn; from += each) evaluations.push(await asPublished(meanOver(from, each), y));
  const stated = meanOver(0, drawn);
  // The logits of a point network hold what float32 probabilities round to 0.
  const outputs = () => reshape(predictOutputs(posterior, x, { draws: 1 }, own), [images, classes]);
  const logits = keep(scope(() => (drawn > 1 ? log(stated) : outputs())));
  const { scaled, temperatures } = await crossFittedTemperature({ logits }, y);
  const errorsOf = (predicted: Probabilities) => metrics.bootstrap([predicted, y], calibrationError, resamples);
  const measured = {
    stated: await calibrationOf(stated, y),
    published: {
      bins: evaluations[0].bins,
      lastBins: evaluations.map(({ lastBin }) => lastBin),
      errors: evaluations.map(({ error }) => error),
    },
    scaled: { ...(await calibrationOf(scaled, y)), temperatures },
    resampled: { stated: await errorsOf(stated), scaled: await errorsOf(scaled) },
  };
  for (const array of [predictive, stated, logits, scaled]) array.dispose();
  return measured;
}

const calibrationError = (predicted: Probabilities, y: Tensor) => metrics.expectedCalibrationError(predicted, y, { bins });

/** Of top labels, scores of exactly 1 among them. Errors are probabilities, overconfidence is mean score less accuracy. */
async function calibrationOf(predicted: Probabilities, y: Tensor) {
  const { wrong } = await metrics.topLabel(predicted, y);
  const nll = await metrics.negativeLogLikelihood(predicted, y);
  return {
    errorPercent: (100 * wrong.reduce((sum, one) => sum + one, 0)) / wrong.length,
    ece: await calibrationError(predicted, y),
    mce: await metrics.maximumCalibrationError(predicted, y, { bins }),
    nllPerDatum: Number.isFinite(nll) ? nll : null,
    brier: await metrics.brier(predicted, y),
    overconfidence: await metrics.overconfidence(predicted, y),
    bins: await metrics.reliabilityBins(predicted, y, { bins }),
  };
}

/** The scores of all classes pooled, without those of exactly 1; the last bin, whose scores are all top labels, with them too. */
async function asPublished(predicted: Probabilities, y: Tensor) {
  const pooled = { bins, scores: "all-classes" } as const;
  const without = await metrics.reliabilityBins(predicted, y, { ...pooled, exactOnes: "excluded" });
  const all = await metrics.reliabilityBins(predicted, y, { ...pooled, exactOnes: "included" });
  const [last, lastOfAll] = [without, all].map((each) => ({ count: each[bins - 1].count, right: each[bins - 1].accuracy }));
  const error = await metrics.expectedCalibrationError(predicted, y, { bins: recordedErrorBins });
  const { confidence, wrong } = await metrics.topLabel(predicted, y);
  // One or two steps of float32 below 1, where the quotient 1 / (1 + 2^-23) of a softmax lies: another order of summing may make them 1.
  const near = Array.from(confidence.keys()).filter((i) => confidence[i] < 1 && confidence[i] >= 1 - 2 ** -23);
  const nextToOne = { count: near.length, right: near.filter((i) => wrong[i] === 0).length };
  predicted.dispose();
  return { bins: without, lastBin: { without: last, with: lastOfAll, nextToOne }, error };
}
