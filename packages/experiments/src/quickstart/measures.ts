import { imageTensors, type LabelledImages, mean, significant } from "@credence/lab";
import { type Key, keep, reshape, type Tensor, tensor } from "@credence/tensor";
import {
  type CategoricalPredictive,
  type Data,
  expectCategorical,
  expectNormal,
  meanProbabilities,
  metrics,
  type Posterior,
  predict,
  predictiveMean,
  predictiveQuantiles,
  predictiveStdDev,
  uncertainty,
} from "credence";

/** Where the curve has data. */
export const trainingRegion: readonly [number, number] = [0, 0.5];
const places = Array.from({ length: 201 }, (_, i) => (i - 50) / 100);

/** @shape x and y [count, 1] */
export const curveData = ({ x, y }: { readonly x: Float32Array; readonly y: Float32Array }): Data => ({ x: column(x), y: column(y) });
const column = (values: ArrayLike<number>) => keep(tensor(Float32Array.from(values), [values.length, 1]));

const rounded = (values: ArrayLike<number>): number[] => significant(values, 5);

/** How many draws a measurement takes, and which. */
type Draws = { readonly draws: number; readonly key: Key };

/** f(x), without observation noise, where there is data and where there is none: quantiles, standard deviations, every fourth point. */
export async function measureRegression(posterior: Posterior, { x, y }: Data, { draws, key }: Draws) {
  const predicted = async (at: Tensor) => expectNormal("quickstart", await predict(posterior, at, { draws }, key));
  const [along, atData] = [await predicted(column(places)), await predicted(x)];
  const noise = "excluded";
  const [q05, q25, median, q75, q95] = (await predictiveQuantiles(along, [0.05, 0.25, 0.5, 0.75, 0.95], { noise })).map(rounded);
  const [lower, upper] = await predictiveQuantiles(atData, [0.05, 0.95], { noise });
  const coverage = await metrics.intervalCoverage({ lower, upper }, y);
  const rmseInside = await metrics.rmse(atData, y);
  const means = rounded(await predictiveMean(along).read());
  const stdDevs = await predictiveStdDev(along, { noise }).read();
  const within = (at: number, [low, high]: readonly [number, number]) => at >= low && at <= high;
  const measured = places.map((at, i) => ({ at, stdDev: stdDevs[i] })).filter(({ at }) => within(at, [-0.2, 1.4]));
  const [inside, outside] = [true, false].map((wanted) => measured.filter(({ at }) => within(at, trainingRegion) === wanted));
  const [stdDevInside, stdDevOutside, stdDev] = [inside, outside, measured].map((some) => mean(some.map((one) => one.stdDev)));
  const points = await Promise.all([x, y].map(async (values) => rounded(await values.read()).filter((_, i) => i % 4 === 0)));
  return {
    bands: { x: places, mean: means, median, q05, q25, q75, q95, stdDevInside, stdDevOutside, stdDev, coverage, rmseInside },
    points: { x: points[0], y: points[1] },
  };
}

/** @shape x [count, 1, height, width], pixels in [0, 1] */
export function imageData(images: LabelledImages) {
  const { x, y } = imageTensors(images);
  return { images, x: keep(reshape(x, [images.count, 1, images.height, images.width])), y };
}
type ImageData = ReturnType<typeof imageData>;
type ImageSets = Readonly<Record<"digits" | "letters", ImageData>>;

/** Accuracy and calibration on digits, and how well uncertainty tells letters from digits: AUROC, letters positive. */
export async function measureClassifier(posterior: Posterior, { digits, letters }: ImageSets, { draws, key }: Draws) {
  const ask = async ({ x }: ImageData) => expectCategorical("quickstart", await predict(posterior, x, { draws, batchSize: 500 }, key));
  const [ofDigits, ofLetters] = [await ask(digits), await ask(letters)];
  const [known, unknown] = [await judged(ofDigits, digits), await judged(ofLetters, letters)];
  const positive = [...known.total.map(() => 0), ...unknown.total.map(() => 1)];
  const epistemic = await metrics.auroc([...known.epistemic, ...unknown.epistemic], positive);
  const total = await metrics.auroc([...known.total, ...unknown.total], positive);
  const accuracy = await metrics.accuracy(ofDigits, digits.y);
  const expectedCalibrationError = await metrics.expectedCalibrationError(ofDigits, digits.y, { bins: 10 });
  const reliability = await metrics.reliabilityBins(ofDigits, digits.y, { bins: 10 });
  return { draws, accuracy, expectedCalibrationError, reliability, auroc: { epistemic, total }, digits: known, letters: unknown };
}

/** Uncertainty of each image, nats, and the images that the classifier is most and least sure of, each with the digit it is taken for. */
async function judged(predictive: CategoricalPredictive, { images }: ImageData) {
  const measures = [uncertainty.total, uncertainty.epistemic, meanProbabilities];
  const [total, epistemic, probabilities] = await Promise.all(measures.map((measure) => measure(predictive).read()));
  const row = (values: ArrayLike<number>, image: number, size = values.length / images.count) =>
    Array.from({ length: size }, (_, i) => values[image * size + i]);
  const seen = (image: number) => {
    const own = row(probabilities, image);
    const probability = Math.max(...own);
    return { pixels: row(images.pixels, image), predicted: own.indexOf(probability), probability, epistemic: epistemic[image] };
  };
  const order = Array.from(epistemic.keys()).sort((a, b) => epistemic[a] - epistemic[b] || a - b);
  const [mostCertain, leastCertain] = [order, order.toReversed()].map((some) => oneOfEach(some.map(seen)));
  return { total: rounded(total), epistemic: rounded(epistemic), mostCertain, leastCertain };
}

/** Eight images: the first taken for each digit, then the first of the rest. Eight twos would say less than eight digits. */
function oneOfEach<Image extends { readonly predicted: number }>(images: readonly Image[]): Image[] {
  const leads = images.filter(({ predicted }, index) => images.findIndex((other) => other.predicted === predicted) === index);
  return [...leads, ...images.filter((image) => !leads.includes(image))].slice(0, 8);
}
