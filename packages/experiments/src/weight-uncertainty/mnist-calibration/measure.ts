import { concat, gatherRows, integers, type Key, keep, reshape, scope, slice, type Tensor, uniforms } from "@credence/tensor";
import {
  asProbabilities,
  type CategoricalPredictive,
  type Data,
  fitTemperature,
  meanProbabilities,
  metrics,
  type Posterior,
  predictiveOf,
  predictOutputs,
  type TemperatureInput,
  withTemperature,
} from "credence";
import { predictClasses } from "../mnist/score-draws.ts";
import { recordedErrorBins } from "./published.ts";
import type { Calibration, CalibrationComparison, LastBin, NetworkCalibration } from "./result.ts";

/** Bins of Figure 19. */
const bins = 10;
const pooled = { bins, scores: "all-classes", exactOnes: "excluded" } as const;

export interface MeasureOptions {
  readonly test: Data;
  readonly draws: { readonly stated: number; readonly published: number };
  /** Places of the images of each resampling, the same for all networks that are compared. */
  readonly resamples: readonly Int32Array[];
  readonly key: Key;
}

/** What a network's calibration is, and its expected calibration error on every resampling before and after temperature scaling. */
export type MeasuredCalibration = Omit<NetworkCalibration, "network" | "units" | "epochs"> & {
  readonly resampled: { readonly stated: readonly number[]; readonly scaled: readonly number[] };
};

/** Images drawn with replacement, so often. */
export const resamplesOf = (key: Key, { images, count }: { readonly images: number; readonly count: number }): Int32Array[] =>
  Array.from({ length: count }, (_, i) => Int32Array.from(uniforms(key.child(i), images), (u) => Math.floor(u * images)));

/** Mean difference over resamplings of the same images, and its standard error. */
export function comparisonOf(
  { ece: first }: Pick<Calibration, "ece">,
  { ece: second }: Pick<Calibration, "ece">,
  resampled: { readonly first: readonly number[]; readonly second: readonly number[] },
): CalibrationComparison {
  const differences = resampled.first.map((value, i) => value - resampled.second[i]);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { difference: first - second, standardError: Math.sqrt(squares / (differences.length - 1)) };
}

/** Everything that is measured of one network, on one set of draws. */
export async function measureCalibration(posterior: Posterior, options: MeasureOptions): Promise<MeasuredCalibration> {
  const { test, draws, resamples, key } = options;
  const predictive = await predictClasses(posterior, { x: test.x, draws: draws.stated, key: key.child("predict") });
  const drawn = predictive.probabilities.shape[0];
  // A point network is one function, whatever the number of draws; its logits hold what float32 probabilities round to 0.
  const input: TemperatureInput =
    drawn === 1 ? { logits: keep(predictOutputs(posterior, test.x, { draws: 1 }, key.child("predict"))) } : predictive;
  const each = Math.min(draws.published, drawn);
  const lastBins: LastBin[] = [];
  const errors: number[] = [];
  let published: NetworkCalibration["published"]["bins"] = [];
  for (let from = 0; from + each <= drawn; from += each) {
    const some = drawsOf(predictive, { from, count: each });
    if (from === 0) published = await metrics.reliabilityBins(some, test.y, pooled);
    lastBins.push(await lastBinOf(some, test.y));
    errors.push(await metrics.expectedCalibrationError(some, test.y, { bins: recordedErrorBins }));
    some.probabilities.dispose();
  }
  const stated = await calibrationOf(predictive, test.y);
  const { predictive: softened, temperatures } = await twoFold(input, test.y);
  const scaled = { ...(await calibrationOf(softened, test.y)), temperatures };
  const resampled = {
    stated: await resampledError(predictive, { y: test.y, resamples }),
    scaled: await resampledError(softened, { y: test.y, resamples }),
  };
  softened.probabilities.dispose();
  predictive.probabilities.dispose();
  if (!("kind" in input)) input.logits.dispose();
  return { stated, published: { bins: published, lastBins, errors }, scaled, resampled };
}

function drawsOf({ probabilities }: CategoricalPredictive, { from, count }: { from: number; count: number }): CategoricalPredictive {
  const [, batch, classes] = probabilities.shape;
  return predictiveOf(asProbabilities(keep(slice(probabilities, [from, 0, 0], [count, batch, classes]))));
}

async function calibrationOf(predictive: CategoricalPredictive, y: Tensor): Promise<Calibration> {
  const { confidence, wrong } = await metrics.topLabel(predictive, y);
  const gaps = Array.from(confidence, (score, i) => score - (1 - wrong[i]));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const squares = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0);
  const nll = await metrics.negativeLogLikelihood(predictive, y);
  return {
    errorPercent: (100 * wrong.reduce((sum, one) => sum + one, 0)) / wrong.length,
    ece: await metrics.expectedCalibrationError(predictive, y, { bins }),
    mce: await metrics.maximumCalibrationError(predictive, y, { bins }),
    nllPerDatum: Number.isFinite(nll) ? nll : null,
    brier: await metrics.brier(predictive, y),
    overconfidence: { mean, standardError: Math.sqrt(squares / (gaps.length - 1) / gaps.length) },
    bins: await metrics.reliabilityBins(predictive, y, { bins }),
  };
}

async function lastBinOf(predictive: CategoricalPredictive, y: Tensor): Promise<LastBin> {
  const last = async (exactOnes: "included" | "excluded") => {
    const { count, accuracy } = (await metrics.reliabilityBins(predictive, y, { ...pooled, exactOnes }))[bins - 1];
    return { count, right: accuracy };
  };
  const { confidence, wrong } = await metrics.topLabel(predictive, y);
  const near = Array.from(confidence.keys()).filter((i) => confidence[i] < 1 && confidence[i] >= 1 - 2 ** -23);
  const nextToOne = { count: near.length, right: near.filter((i) => wrong[i] === 0).length };
  return { without: await last("excluded"), with: await last("included"), nextToOne };
}

/**
 * The prediction with each half of the images at the temperature fitted to the other: there is no validation set, and the training
 * images, nearly all right, would give a temperature that sharpens. Halves alternate, because the first five thousand test images of
 * MNIST are the easier ones.
 */
async function twoFold(input: TemperatureInput, y: Tensor): Promise<{ predictive: CategoricalPredictive; temperatures: number[] }> {
  const images = y.size;
  const places = [0, 1].map((first) => Int32Array.from({ length: Math.ceil((images - first) / 2) }, (_, i) => 2 * i + first));
  const truth = await y.read();
  const halves = places.map((own) => ({
    input: halfOf(input, own),
    y: keep(integers(own.map((image) => truth[image]))),
  }));
  const temperatures: number[] = [];
  for (const half of halves) temperatures.push((await fitTemperature(half.input, half.y)).temperature);
  const order = new Int32Array(images);
  [...places[0], ...places[1]].forEach((image, place) => {
    order[image] = place;
  });
  const probabilities = scope(() => {
    const scaled = halves.map((half, i) => withTemperature(half.input, temperatures[1 - i]).probabilities);
    const [, , classes] = scaled[0].shape;
    const rows = reshape(concat(scaled, 1), [images, classes]);
    return keep(reshape(gatherRows(rows, integers(order)), [1, images, classes]));
  });
  for (const half of halves) {
    half.y.dispose();
    ("kind" in half.input ? half.input.probabilities : half.input.logits).dispose();
  }
  return { predictive: predictiveOf(asProbabilities(probabilities)), temperatures };
}

type Half = { readonly logits: Tensor } | CategoricalPredictive;

function halfOf(input: TemperatureInput, places: Int32Array): Half {
  const rows = (values: Tensor): Tensor => gatherRows(values, integers(places));
  if (!("kind" in input)) return { logits: keep(scope(() => rows(reshape(input.logits, input.logits.shape.slice(-2))))) };
  const half = scope(() => {
    const mean = meanProbabilities(input);
    return keep(reshape(rows(mean), [1, places.length, mean.shape[1]]));
  });
  return predictiveOf(asProbabilities(half));
}

/** The expected calibration error of every resampling. */
async function resampledError(
  predictive: CategoricalPredictive,
  { y, resamples }: { readonly y: Tensor; readonly resamples: readonly Int32Array[] },
): Promise<number[]> {
  const mean = keep(scope(() => meanProbabilities(predictive)));
  const truth = await y.read();
  const errors: number[] = [];
  for (const places of resamples) {
    const some = keep(scope(() => gatherRows(mean, integers(places))));
    const labels = keep(integers(places.map((image) => truth[image])));
    errors.push(await metrics.expectedCalibrationError(asProbabilities(some), labels, { bins }));
    some.dispose();
    labels.dispose();
  }
  mean.dispose();
  return errors;
}
