import {
  type Context,
  dataSets,
  type GivenOptions,
  type LabelledImages,
  type Progress,
  type RepeatedUnit,
  repeatedUnits,
  standardizedImages,
} from "@credence/lab";
import { key as rootKey } from "@credence/tensor";
import {
  activation,
  type CategoricalPredictive,
  categoricalLikelihood,
  conv2d,
  type Data,
  dense,
  dropout,
  flatten,
  maxPool,
  methods,
  metrics,
  model,
  normal,
  type Posterior,
  pointPosterior,
  predict,
  sequential,
} from "credence";

/** How the classifier of digits is trained; every experiment that asks with the same gets the same networks. */
export interface LenetTraining {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
  /** Independent trainings, a network each. */
  readonly seeds: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

const paper: LenetTraining = { trainImages: 60_000, testImages: 10_000, epochs: 20, seeds: 5, batchSize: 100, learningRate: 1e-3 };
export const lenetTraining = {
  smoke: { ...paper, trainImages: 6000, testImages: 1000, epochs: 2, seeds: 1 },
  default: { ...paper, epochs: 6 },
  paper,
};

/** The source's network: dropout 0.5 before the first dense layer and 0.25 after it; its 100 features feed the last. */
export const lenetOfSource = model({
  network: sequential([
    conv2d({ inputs: 1, outputs: 16, size: 5 }),
    activation("relu"),
    maxPool({ size: 2 }),
    conv2d({ inputs: 16, outputs: 32, size: 5 }),
    activation("relu"),
    maxPool({ size: 2 }),
    flatten(),
    dropout({ rate: 0.5 }),
    dense({ inputs: 512, outputs: 100 }),
    activation("relu"),
    dropout({ rate: 0.25 }),
    dense({ inputs: 100, outputs: 10 }),
  ]),
  // trained for the likelihood alone: the prior has no say
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: categoricalLikelihood(),
});

/** Mean and standard deviation of the training pixels, as the source scales all images. */
const pixelMean = 0.1307;
export const pixelStdDev = 0.3081;

/** Images as the network takes them, and their labels. @shape x [count, 1, height, width] */
export const scaledImages = (images: LabelledImages, options?: { readonly count?: number }): Data =>
  standardizedImages(images, { mean: pixelMean, stdDev: pixelStdDev, ...options });

/** The trainings of the classifier. */
export const lenetUnits = ({ settings: { seeds } }: Pick<GivenOptions<LenetTraining>, "settings">) => repeatedUnits(["training"], seeds);

/** The digits that the classifier is trained on and asked about. */
export async function prepareDigits({ load, settings }: Pick<Context<LenetTraining>, "load" | "settings">) {
  const images = await load(dataSets.mnist);
  return {
    images,
    train: scaledImages(images.train, { count: settings.trainImages }),
    test: scaledImages(images.test, { count: settings.testImages }),
  };
}
export type PreparedDigits = Awaited<ReturnType<typeof prepareDigits>>;

/** A trained classifier: its dropout kept on when asked, or off. */
export interface TrainedLenet {
  readonly dropping: Posterior<CategoricalPredictive>;
  readonly point: Posterior<CategoricalPredictive>;
}

/** Trains a classifier by maximum likelihood with dropout, or takes it from where another experiment kept it. */
export async function* trainedLenet(
  { seed }: Pick<RepeatedUnit, "seed">,
  { settings, key, fit }: Pick<Context<LenetTraining>, "settings" | "key" | "fit">,
  { train }: PreparedDigits,
): AsyncGenerator<Progress, TrainedLenet> {
  const { epochs, batchSize, learningRate, seeds } = settings;
  const { posterior } = yield* fit({
    label: `LeNet, training ${seed} of ${seeds}`,
    method: methods.mcDropout({ epochs, batchSize, learningRate, prior: "flat", initialization: { mean: "fan-in" } }),
    problem: { model: lenetOfSource, data: train },
    key: key.child("lenet").child(seed),
  });
  const dropping = posterior as Posterior<CategoricalPredictive>;
  return { dropping, point: pointPosterior(lenetOfSource, dropping.parameters!) };
}

/** Which answers of a classifier are wrong, dropout off: 1 where its most probable class is. */
export async function testedOn({ point }: TrainedLenet, { x, y }: Data) {
  const predictive = await predict(point, x, { draws: 1, batchSize: 1000 }, rootKey(0));
  const errors = Uint8Array.from((await metrics.topLabel(predictive, y)).wrong);
  predictive.dispose();
  const count = errors.reduce((sum, one) => sum + one, 0);
  return { errors, count, accuracy: (errors.length - count) / errors.length };
}
