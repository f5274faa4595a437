import { mean } from "@credence/lab";
import { concat, gatherRows, integers, type Key, keep, log, reshape, scope, slice, type Tensor, uniforms } from "@credence/tensor";
import {
  asProbabilities,
  type Data,
  fitTemperature,
  meanProbabilities,
  metrics,
  type Posterior,
  predictiveOf,
  predictOutputs,
  withTemperature,
} from "credence";
import { predictClasses } from "../mnist/score-draws.ts";

/** Bins of Figure 19, and of the calibration errors another program recorded. */
const bins = 10;
export const recordedErrorBins = 15;

type Probabilities = ReturnType<typeof asProbabilities>;
export type LastBin = Awaited<ReturnType<typeof asPublished>>["lastBin"];

export interface MeasureOptions {
  readonly test: Data;
  readonly draws: { readonly stated: number; readonly published: number };
  /** Places of the images of each resampling, the same for all networks that are compared. */
  readonly resamples: readonly Int32Array[];
  readonly key: Key;
}

/** Images drawn with replacement, `count` times. */
export const resamplesOf = (key: Key, { images, count }: { readonly images: number; readonly count: number }): Int32Array[] =>
  Array.from({ length: count }, (_, i) => Int32Array.from(uniforms(key.child(i), images), (u) => Math.floor(u * images)));

/**
 * A network's calibration: as stated, top labels of all draws; as published by the source's code, for each ten draws there are; after
 * temperature scaling; and the expected calibration error on every resampling.
 */
export async function measureCalibration(posterior: Posterior, { test: { x, y }, draws, resamples, key }: MeasureOptions) {
  const own = key.child("predict");
  const { probabilities } = await predictClasses(posterior, { x, draws: draws.stated, key: own });
  const [drawn, images, classes] = probabilities.shape;
  const meanOver = (from: number, count: number) =>
    keep(scope(() => meanProbabilities(predictiveOf(asProbabilities(slice(probabilities, [from, 0, 0], [count, images, classes]))))));
  // A point network is one function, whatever the number of draws.
  const each = Math.min(draws.published, drawn);
  const evaluations: Awaited<ReturnType<typeof asPublished>>[] = [];
  for (let from = 0; from + each <= drawn; from += each) evaluations.push(await asPublished(meanOver(from, each), y));
  const stated = meanOver(0, drawn);
  // The logits of a point network hold what float32 probabilities round to 0.
  const outputs = () => reshape(predictOutputs(posterior, x, { draws: 1 }, own), [images, classes]);
  const { scaled, temperatures } = await twoFold(keep(scope(() => (drawn > 1 ? log(stated) : outputs()))), y);
  const measured = {
    stated: await calibrationOf(stated, y),
    published: {
      bins: evaluations[0].bins,
      lastBins: evaluations.map(({ lastBin }) => lastBin),
      errors: evaluations.map(({ error }) => error),
    },
    scaled: { ...(await calibrationOf(scaled, y)), temperatures },
    resampled: { stated: await resampledErrors(stated, y, resamples), scaled: await resampledErrors(scaled, y, resamples) },
  };
  for (const array of [probabilities, stated, scaled]) array.dispose();
  return measured;
}

/** Of top labels, scores of exactly 1 among them. Errors are probabilities, overconfidence is mean score less accuracy. */
async function calibrationOf(predicted: Probabilities, y: Tensor) {
  const { confidence, wrong } = await metrics.topLabel(predicted, y);
  const gaps = Array.from(confidence, (score, i) => score - (1 - wrong[i]));
  const overconfidence = mean(gaps);
  const squares = gaps.reduce((sum, gap) => sum + (gap - overconfidence) ** 2, 0);
  const nll = await metrics.negativeLogLikelihood(predicted, y);
  return {
    errorPercent: (100 * wrong.reduce((sum, one) => sum + one, 0)) / wrong.length,
    ece: await metrics.expectedCalibrationError(predicted, y, { bins }),
    mce: await metrics.maximumCalibrationError(predicted, y, { bins }),
    nllPerDatum: Number.isFinite(nll) ? nll : null,
    brier: await metrics.brier(predicted, y),
    overconfidence: { mean: overconfidence, standardError: Math.sqrt(squares / (gaps.length - 1) / gaps.length) },
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

/**
 * Each half of the images at the temperature fitted to the other: there is no validation set, and the training images, nearly all right,
 * would give a temperature that sharpens. Halves alternate, because the first five thousand test images of MNIST are the easier ones.
 *
 * @shape logits [images, classes]
 */
async function twoFold(logits: Tensor, y: Tensor): Promise<{ scaled: Probabilities; temperatures: number[] }> {
  const [images, classes] = logits.shape;
  const temperatures: number[] = [];
  for (const first of [0, 1]) {
    const places = Int32Array.from({ length: Math.ceil((images - first) / 2) }, (_, i) => 2 * i + first);
    const [half, labels] = [logits, y].map((values) => rowsOf(values, places));
    temperatures.push((await fitTemperature({ logits: half }, labels)).temperature);
    for (const array of [half, labels]) array.dispose();
  }
  const scaled = scope(() => {
    const both = concat(temperatures.map((temperature) => withTemperature({ logits }, temperature).probabilities));
    const ofTheOther = Int32Array.from({ length: images }, (_, i) => (i % 2 === 0 ? images + i : i));
    return keep(gatherRows(reshape(both, [2 * images, classes]), integers(ofTheOther)));
  });
  logits.dispose();
  return { scaled: asProbabilities(scaled), temperatures };
}

async function resampledErrors(predicted: Probabilities, y: Tensor, resamples: readonly Int32Array[]): Promise<number[]> {
  const errors: number[] = [];
  for (const places of resamples) {
    const [some, labels] = [predicted, y].map((values) => rowsOf(values, places));
    errors.push(await metrics.expectedCalibrationError(asProbabilities(some), labels, { bins }));
    for (const array of [some, labels]) array.dispose();
  }
  return errors;
}

const rowsOf = (values: Tensor, places: Int32Array): Tensor => keep(scope(() => gatherRows(values, integers(places))));
