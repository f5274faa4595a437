import type { LabelledImages } from "@credence/lab";
import { integers, type Key, keep, tensor } from "@credence/tensor";
import {
  type CategoricalPredictive,
  categoricalLikelihood,
  type Data,
  expectCategorical,
  lenet,
  type Model,
  meanProbabilities,
  metrics,
  model,
  normal,
  type Posterior,
  predict,
  uncertainty,
} from "credence";
import { rounded } from "../regression/measures.ts";

/** An image with what the classifier says of it. */
export type JudgedImage = {
  /** [28, 28], row-major: 0 black to 255 white. */
  readonly pixels: readonly number[];
  /** Most probable digit, and its probability under the mean of the draws. */
  readonly predicted: number;
  readonly probability: number;
  /** Mutual information of label and weights, nats. */
  readonly epistemic: number;
};

export type JudgedSet = {
  /** Entropy of the mean prediction and its epistemic part, nats, one per image. */
  readonly total: readonly number[];
  readonly epistemic: readonly number[];
  /** By epistemic uncertainty, the most certain first and the least certain first, one image for each predicted digit. */
  readonly mostCertain: readonly JudgedImage[];
  readonly leastCertain: readonly JudgedImage[];
};

export type DigitsResult = {
  readonly draws: number;
  readonly accuracy: number;
  readonly expectedCalibrationError: number;
  readonly reliability: readonly metrics.ReliabilityBin[];
  /** Letters against digits, letters positive, by each uncertainty as score. */
  readonly auroc: { readonly epistemic: number; readonly total: number };
  readonly digits: JudgedSet;
  readonly letters: JudgedSet;
};

export interface DigitData extends Data {
  readonly images: LabelledImages;
}

/** Images as tensors: pixels in [0, 1], classes as integers. @shape x [count, 1, 28, 28] */
export function digitData(images: LabelledImages): DigitData {
  const { count, height, width, pixels, labels } = images;
  const x = keep(
    tensor(
      Float32Array.from(pixels, (value) => value / 255),
      [count, 1, height, width],
    ),
  );
  return { images, x, y: keep(integers(Int32Array.from(labels))) };
}

/** A small convolutional network with dropout after each layer. */
export const digitNetwork = (): Model =>
  model({
    network: lenet({ filters: [16, 32], units: 64, dropout: 0.25 }),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: categoricalLikelihood(),
  });

/** Images shown of each kind. */
const shown = 8;

/** Accuracy and calibration on digits, and how sure the classifier is of digits and of letters. */
export async function measureDigits(
  posterior: Posterior,
  { digits, letters, draws, key }: { digits: DigitData; letters: DigitData; draws: number; key: Key },
): Promise<DigitsResult> {
  const ofDigits = await classified(posterior, digits, { draws, key });
  const ofLetters = await classified(posterior, letters, { draws, key });
  const accuracy = await metrics.accuracy(ofDigits, digits.y);
  const expectedCalibrationError = await metrics.expectedCalibrationError(ofDigits, digits.y, { bins: 10 });
  const reliability = await metrics.reliabilityBins(ofDigits, digits.y, { bins: 10 });
  const judgedDigits = await judged(ofDigits, digits);
  const judgedLetters = await judged(ofLetters, letters);
  for (const { probabilities } of [ofDigits, ofLetters]) probabilities.dispose();
  const positive = [...judgedDigits.total.map(() => 0), ...judgedLetters.total.map(() => 1)];
  const separation = (measure: "epistemic" | "total") => metrics.auroc([...judgedDigits[measure], ...judgedLetters[measure]], positive);
  return {
    draws,
    accuracy,
    expectedCalibrationError,
    reliability,
    auroc: { epistemic: await separation("epistemic"), total: await separation("total") },
    digits: judgedDigits,
    letters: judgedLetters,
  };
}

async function classified(
  posterior: Posterior,
  { x }: DigitData,
  { draws, key }: { draws: number; key: Key },
): Promise<CategoricalPredictive> {
  return expectCategorical("quickstart", await predict(posterior, x, { draws, batchSize: 500 }, key));
}

async function judged(predictive: CategoricalPredictive, { images }: DigitData): Promise<JudgedSet> {
  const arrays = [uncertainty.total(predictive), uncertainty.epistemic(predictive), meanProbabilities(predictive)];
  const [total, epistemic, probabilities] = await Promise.all(arrays.map((array) => array.read()));
  for (const array of arrays) array.dispose();
  const classes = probabilities.length / images.count;
  const size = images.height * images.width;
  const of = (image: number): JudgedImage => {
    const own = [...probabilities.subarray(image * classes, (image + 1) * classes)];
    const probability = Math.max(...own);
    const pixels = [...images.pixels.subarray(image * size, (image + 1) * size)];
    return { pixels, predicted: own.indexOf(probability), probability, epistemic: epistemic[image] };
  };
  const order = Array.from(epistemic, (_, image) => image)
    .sort((a, b) => epistemic[a] - epistemic[b] || a - b)
    .map(of);
  return {
    total: rounded(total),
    epistemic: rounded(epistemic),
    mostCertain: oneOfEach(order),
    leastCertain: oneOfEach(order.toReversed()),
  };
}

/** The first image taken for each digit, then the first of the rest: eight twos would say less than eight digits. */
function oneOfEach(images: readonly JudgedImage[]): JudgedImage[] {
  const leads = images.filter(({ predicted }, index) => images.findIndex((other) => other.predicted === predicted) === index);
  const rest = images.filter((image) => !leads.includes(image));
  return [...leads, ...rest].slice(0, shown);
}
