import { type Curve, curves, type Figure } from "@credence/lab/figures";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { publishedCurves, publishedSpike } from "./published.ts";
import { publishedLosses } from "./published-losses.ts";
import type { MnistErrorNetwork, MnistErrorResult, MnistErrorRow } from "./result.ts";

/** Epochs between two points of the published Bayesian curves. */
const publishedEvery = 20;

const publishedTrainImages = 60_000;
const publishedBatch = 128;

/** Figure 18: test error during training. */
export function errorCurves(result: MnistErrorResult): Figure {
  return {
    name: "learning-curves",
    title: "Test error during training",
    published: "Figure 18",
    caption: [
      `Test error in % on ${result.testImages.toLocaleString("en-US")} images, ten weight draws for the Bayesian networks; ${rateOf(result)}.`,
      isComparable(result)
        ? `Dashed: the source's stored runs (learning rate 0.0001, constant; its Bayesian curves have one point every ${publishedEvery} epochs, but the mixture of 1200 units).`
        : partOfTheImages(result),
      `Figure 18 shows ${publishedSpike.units} units; its curve named Gaussian is the mixture network. The source says that the plain network converges sooner, to a higher error, that the BNN needs longer, to about the error of dropout, and that the plain network has occasional spikes (${publishedSpike.errorPercent} % at most in its last ${publishedSpike.epochs} epochs; its own curve here skips epochs, and so may ours).`,
    ].join(" "),
    plot: curves({
      curves: [
        ...measuredCurves(result, ({ errorPercent }) => errorPercent),
        ...storedCurves(result, ({ network, units }) => {
          const { epoch, errorPercent } = publishedCurves[network][units] ?? { epoch: [], errorPercent: [] };
          return { epoch, value: errorPercent };
        }),
      ],
      xLabel: "epoch",
      yLabel: "test error (%)",
      yScale: "log",
    }),
  };
}

/** The bound as the source records it: the objective of an epoch's last minibatch. */
export function objectiveCurves(result: MnistErrorResult): Figure {
  return {
    name: "last-batch-objective",
    title: "The objective of each epoch's last minibatch",
    caption: [
      `What the source records as its bound, in nats per image: the mean over the last minibatch of an epoch, ${lastBatchWords(result)}. One minibatch is noisy.`,
      isComparable(result) ? "Dashed: the source's stored runs." : partOfTheImages(result),
    ].join(" "),
    plot: curves({
      curves: [
        ...measuredCurves(result, ({ objective }) => positive(objective / result.batchSize)),
        ...storedCurves(result, ({ network, units }) => {
          const { epoch, loss } = publishedLosses[network][units] ?? { epoch: [], loss: [] };
          const perImage = network.startsWith("bnn") ? publishedBatch : 1;
          return { epoch, value: loss.map((nats) => positive(nats / perImage)) };
        }),
      ],
      xLabel: "epoch",
      yLabel: "nats per image",
      yScale: "log",
    }),
  };
}

/** How much complexity the last of M minibatches has: a share of 1 / (2^M - 1). */
function lastBatchWords({ trainImages, batchSize, networks }: MnistErrorResult): string {
  const weightOf = (batches: number) => 1 / (2 ** batches - 1);
  const batches = Math.floor(trainImages / batchSize);
  const publishedBatches = Math.floor(publishedTrainImages / publishedBatch);
  const weight = weightOf(batches);
  const complexities = networks.flatMap(({ trace }) => trace.map(({ complexity }) => complexity ?? 0));
  const perImage = (weight * Math.max(0, ...complexities)) / batchSize;
  const where = `where the geometric weight of the complexity is ${weight.toExponential(0)} (minibatch ${batches} of ${batches})`;
  return perImage < smallest
    ? `${where}, so that it is the likelihood of ${batchSize} training images and nothing else`
    : `${where}, which adds up to ${perImage.toPrecision(2)} nats per image to the likelihood of ${batchSize} training images; the source has ${publishedBatches} minibatches, and a weight of ${weightOf(publishedBatches).toExponential(0)}`;
}

/** The true free energy, which the source did not look at. */
export function freeEnergyCurves(result: MnistErrorResult): Figure {
  const bayesian = result.networks.filter(({ untrainedComplexity }) => untrainedComplexity !== null);
  return trainingCurvesFigure({
    name: "free-energy",
    title: "The true free energy during training",
    caption:
      "Complexity KL[q || prior] and expected negative log-likelihood of all training images together, in nats per weight; the likelihood is the smaller part by far. Dotted: the complexity of the network before its first step. Under the source's geometric weights the complexity falls slowly: only the first minibatches of each epoch train it. No figure of the source shows this.",
    curves: bayesian.map(({ network, units, weights, trace, untrainedComplexity }) => {
      const rows = trace.flatMap(({ epoch, complexity, nll }) =>
        complexity === null || nll === null ? [] : [{ epoch, value: (complexity + nll) / weights }],
      );
      return {
        label: mnistNetworkLabels[network],
        panel: panel(units),
        epoch: rows.map(({ epoch }) => epoch),
        value: rows.map(({ value }) => value),
        untrained: (untrainedComplexity as number) / weights,
      };
    }),
    yLabel: "nats per weight",
  });
}

// A likelihood of 1 in float32 has the loss 0, which a logarithmic axis has no place for.
const smallest = 1e-9;
const positive = (value: number) => Math.max(smallest, value);

const panel = (units: number) => `${units} units`;

function measuredCurves(result: MnistErrorResult, value: (row: MnistErrorRow, network: MnistErrorNetwork) => number): Curve[] {
  return result.networks
    .filter(({ trace }) => trace.length > 0)
    .map((one) => {
      const rows = one.trace.map((row) => ({ x: row.epoch, y: value(row, one) })).filter(({ y }) => Number.isFinite(y));
      return { label: mnistNetworkLabels[one.network], panel: panel(one.units), x: rows.map(({ x }) => x), y: rows.map(({ y }) => y) };
    });
}

/** The source's curves of the networks that were trained, as far as ours go. */
function storedCurves(
  result: MnistErrorResult,
  published: (network: MnistErrorNetwork) => { epoch: readonly number[]; value: readonly number[] },
): Curve[] {
  if (!isComparable(result)) return [];
  const lastEpoch = Math.max(...result.networks.flatMap(({ trace }) => trace.map(({ epoch }) => epoch)));
  return result.networks.flatMap((one): Curve[] => {
    const { epoch, value } = published(one);
    if (epoch.length === 0) return [];
    // A short training is drawn beside about the same epochs of the published one, not beside all 600; at least beside its first
    // two points.
    const shown = epoch.filter((each) => each <= Math.max(1.1 * lastEpoch, publishedEvery + 1)).length;
    const label = mnistNetworkLabels[one.network];
    return [{ label, panel: panel(one.units), published: true, x: epoch.slice(0, shown), y: value.slice(0, shown) }];
  });
}

/** An epoch over a part of the images is another thing. */
const isComparable = ({ trainImages }: MnistErrorResult) => trainImages === publishedTrainImages;

const partOfTheImages = ({ trainImages }: MnistErrorResult) => `Trained on ${trainImages.toLocaleString("en-US")} images only.`;

const rateOf = ({ learningRate, schedule }: MnistErrorResult) =>
  `learning rate ${learningRate}, ${schedule === "cosine" ? "falling to 0 by half a cosine" : "constant"}`;
