import { type Context, dataSets, type FitRequest, standardizedImages } from "@credence/lab";
import { type Key, permutation } from "@credence/tensor";
import {
  adam,
  categoricalLikelihood,
  type Data,
  epochsByLabels,
  type Inference,
  lenet,
  methods,
  metrics,
  model,
  normal,
  type Posterior,
  predict,
} from "credence";
import { rowsAt } from "./rows.ts";

/** The network of the source's notebook: two convolutions 5x5 and two dense layers, dropout 0.5 after each but the last. */
export const digitsModel = model({
  network: lenet(),
  // trained for the likelihood alone; the decay is the optimiser's
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: categoricalLikelihood(),
});

/** Adam 1e-3 with a decay of 5e-4 added to the gradient; minibatches of 32, the last one as small as it is. */
export const trainingOf = (epochs: number, { batchSize = 32 }: { readonly batchSize?: number } = {}): Inference =>
  methods.mcDropout({ epochs, batchSize, learningRate: 1e-3, optimizer: adam({ weightDecay: 5e-4 }), lastBatch: "keep", prior: "flat" });

/** The source's: 200 epochs below 100 labels, 100 below 400, 50 below 1000, else 10. */
export const heuristicEpochs = epochsByLabels({
  steps: [
    { below: 100, epochs: 200 },
    { below: 400, epochs: 100 },
    { below: 1000, epochs: 50 },
  ],
  beyond: 10,
});

/** What every experiment of the source says of its data and measurements. */
export interface DigitSettings {
  /** The first so many training images: the pool. */
  readonly trainImages: number;
  /** Test images measured at most points, drawn by the key. */
  readonly testImages: number;
  /** Test images measured where the result is compared. */
  readonly fullTestImages: number;
  /** Dropout networks that a prediction averages. */
  readonly draws: number;
}

/** Of the training pixels, as the source scales all images. */
export const pixelScaling = { mean: 0.1307, stdDev: 0.3081 };

/** Images to learn from and to measure on. */
export interface PreparedDigits {
  /** What distinguishes the pool, for the artifacts. */
  readonly poolName: string;
  readonly pool: Data;
  /** Of the pool, which only a labeller may look at. */
  readonly labels: Int32Array;
  /** Of the first rows of the pool, from which start sets are drawn. */
  readonly clean: Int32Array;
  /** Bytes of an image of the pool. */
  pixelsOf(row: number): Uint8Array;
  /** What the networks on the start set measured, by training: the same for every strategy. */
  readonly firstRound: Map<number, Measured>;
  /** Test images: those of most points, and those of the points that are compared. */
  readonly some: Data;
  readonly all: Data;
}

/** The pool with its labels, which only a labeller may look at, and the test images, all and some. */
export async function prepareDigits({
  load,
  settings,
  key,
}: Pick<Context<DigitSettings>, "load" | "settings" | "key">): Promise<PreparedDigits> {
  const images = await load(dataSets.mnist);
  const { trainImages, testImages, fullTestImages } = settings;
  const test = standardizedImages(images.test, pixelScaling);
  const order = permutation(key.child("test images"), images.test.count);
  const labels = Int32Array.from(images.train.labels.subarray(0, trainImages));
  return {
    poolName: "mnist",
    pool: standardizedImages(images.train, { ...pixelScaling, count: trainImages }),
    labels,
    clean: labels,
    pixelsOf: (row) => images.train.pixels.subarray(row * 784, (row + 1) * 784),
    firstRound: new Map<number, Measured>(),
    some: rowsAt(test, order.subarray(0, testImages)),
    all: fullTestImages === images.test.count ? test : rowsAt(test, order.subarray(0, fullTestImages)),
  };
}

/** The request for a network on some rows of the pool; equal rows and keys give one network to every strategy. */
export function digitsFit(
  label: string,
  { data, epochs, batchSize, key, from }: { data: Data; epochs: number; batchSize?: number; key: Key; from?: Posterior },
): FitRequest {
  const method = trainingOf(epochs, batchSize === undefined ? {} : { batchSize });
  return { label, method, problem: { model: digitsModel, data }, key, ...(from ? { from } : {}) };
}

/** How good a network is on some images: percent right, and nats per image of the averaged prediction. */
export type Measured = { readonly accuracy: number; readonly nll: number };

/** By the average of the dropout networks that the key draws. */
export async function measured(posterior: Posterior, { x, y }: Data, { draws, key }: { draws: number; key: Key }): Promise<Measured> {
  const predictive = await predict(posterior as Posterior<never>, x, { draws, batchSize: 500 }, key);
  const accuracy = 100 * (await metrics.accuracy(predictive, y));
  const nll = await metrics.negativeLogLikelihood(predictive, y);
  (predictive as { dispose(): void }).dispose();
  return { accuracy: Number(accuracy.toFixed(3)), nll: Number(nll.toPrecision(5)) };
}
