import { type Curve, curves, type Figure, leading } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { isBayesian, mnistNetworkLabels } from "../mnist/networks.ts";
import { mnistTraining } from "../mnist/training.ts";
import { trainingCurvesFigure } from "../training/training-curves-figure.ts";
import type { MnistErrorNetwork, MnistErrorResult } from "./mnist-error.ts";
import { published } from "./published.ts";

const source = mnistTraining.paper;

/** Epochs between two points of the published Bayesian curves. */
const publishedEvery = 20;

/** Nats per image that nobody sees. */
const negligible = 1e-9;

/** Figure 18, the objective that the source records, and the free energy, which it did not look at. */
export const mnistErrorFigures = (result: MnistErrorResult): Figure[] => [
  errorCurves(result),
  objectiveCurves(result),
  freeEnergyCurves(result),
];

/** An epoch over a part of the images is another thing than the source's. */
const isComparable = ({ trainImages }: MnistErrorResult) => trainImages === source.trainImages;

const dashedWords = (result: MnistErrorResult) => (isComparable(result) ? "; dashed, the source's stored runs" : "");
const trainedOn = (result: MnistErrorResult) =>
  isComparable(result) ? "" : `Trained on ${result.trainImages.toLocaleString("en-US")} images only. `;

/** Which network has the lowest of a number. */
const lowest = (
  { networks }: MnistErrorResult,
  what: string,
  value: (network: MnistErrorNetwork) => number,
  ranking?: Parameters<typeof leading>[2],
): string =>
  leading(
    what,
    networks.map((one) => [
      `${mnistNetworkLabels[one.network]}${networks.some(({ units }) => units !== one.units) ? `, ${one.units} units` : ""}`,
      value(one),
    ]),
    ranking,
  );

const errorCurves = (result: MnistErrorResult): Figure => ({
  name: "learning-curves",
  title: "Test error during training",
  published: "Figure 18",
  finding: lowest(result, "test error with 50 draws", ({ errorStated }) => errorStated, { digits: 2, unit: "%" }),
  caption: `Test error in % on ${result.testImages.toLocaleString("en-US")} images${dashedWords(result)}. The source says that the plain network converges sooner, to a higher error and with spikes, and the BNN later, to about the error of dropout.`,
  method: `${trainedOn(result)}Figure 18 shows 1200 units; its curve named Gaussian is the mixture network, and its highest spike ${published.number("spike")} %. Ten weight draws for the Bayesian networks; learning rate ${result.learningRate}, ${result.schedule === "cosine" ? "falling to 0 by half a cosine" : "constant"}, the source's ${source.learningRate}, constant. Its curves, and maybe ours, skip epochs and so spikes.`,
  plot: curvesOf(result, { record: "errorCurves", yLabel: "test error (%)", ours: ({ errorPercent }) => errorPercent, per: () => 1 }),
});

/** The bound as the source records it: the objective of an epoch's last minibatch, of the Bayesian networks its sum. */
const objectiveCurves = (result: MnistErrorResult): Figure => ({
  name: "last-batch-objective",
  title: "The objective of each epoch's last minibatch",
  finding: lowest(
    result,
    "objective of the last epoch in nats per image",
    ({ trace }) => (trace.at(-1)?.objective ?? Number.NaN) / result.batchSize,
  ),
  caption: `What the source records as its bound, in nats per image: the mean over the last minibatch of an epoch${dashedWords(result)}.`,
  method: `${trainedOn(result)}The last minibatch is one ${lastBatchWords(result)}.`,
  plot: curvesOf(result, {
    record: "lossCurves",
    yLabel: "nats per image",
    ours: ({ objective }) => objective / result.batchSize,
    per: ({ network }) => (isBayesian(network) ? source.batchSize : 1),
  }),
});

interface CurvesOf {
  readonly record: "errorCurves" | "lossCurves";
  readonly yLabel: string;
  readonly ours: (row: MnistErrorNetwork["trace"][number]) => number;
  /** What a recorded value is divided by. */
  readonly per: (network: MnistErrorNetwork) => number;
}

/** Ours, and beside them the source's to about the same epoch, at least their first two points. */
function curvesOf(result: MnistErrorResult, { record, yLabel, ours, per }: CurvesOf) {
  const named = ({ network, units }: MnistErrorNetwork) => ({ label: mnistNetworkLabels[network], panel: `${units} units` });
  const lastEpoch = Math.max(...result.networks.flatMap(({ trace }) => trace.map(({ epoch }) => epoch)));
  const measured = result.networks.map((one): Curve => {
    const rows = one.trace.filter((row) => Number.isFinite(ours(row)));
    return { ...named(one), x: rows.map(({ epoch }) => epoch), y: rows.map(ours) };
  });
  const stored = result.networks.map((one): Curve => {
    const [x, y] = (["x", "y"] as const).map((axis) => published.findList(record, one.network, one.units, axis) ?? []);
    const shown = x.filter((epoch) => epoch <= Math.max(1.1 * lastEpoch, publishedEvery + 1)).length;
    return { ...named(one), published: true, x: x.slice(0, shown), y: y.slice(0, shown).map((value) => value / per(one)) };
  });
  const all = [...measured, ...(isComparable(result) ? stored : [])].filter(({ x }) => x.length > 0);
  return curves({ curves: all, xLabel: "epoch", yLabel, yScale: "log", slots: methodSlots });
}

/** How much complexity the last of M minibatches has: a fraction of 1 / (2^M - 1). */
function lastBatchWords({ trainImages, batchSize, networks }: MnistErrorResult): string {
  const weightOf = (batches: number) => 1 / (2 ** batches - 1);
  const batches = Math.floor(trainImages / batchSize);
  const theirs = Math.floor(source.trainImages / source.batchSize);
  const complexities = networks.flatMap(({ trace }) => trace.map(({ complexity }) => complexity ?? 0));
  const perImage = (weightOf(batches) * Math.max(0, ...complexities)) / batchSize;
  const where = `where the geometric weight of the complexity is ${weightOf(batches).toExponential(0)} (minibatch ${batches} of ${batches})`;
  return perImage < negligible
    ? `${where}, so that it is the likelihood of ${batchSize} training images and nothing else`
    : `${where}, which adds up to ${perImage.toPrecision(2)} nats per image to the likelihood of ${batchSize} training images; the source has ${theirs} minibatches, and a weight of ${weightOf(theirs).toExponential(0)}`;
}

const freeEnergyCurves = ({ networks }: MnistErrorResult): Figure => {
  const falls = networks.flatMap(({ network, units, weights, untrainedComplexity: before, complexityPerWeight: end }) =>
    before === null || end === null
      ? []
      : [`${(before / weights).toFixed(3)} and ${end.toFixed(3)} (${mnistNetworkLabels[network]}, ${units} units)`],
  );
  return trainingCurvesFigure({
    name: "free-energy",
    title: "The true free energy during training",
    finding: `Complexity before training and at the end, nats per weight: ${falls.join("; ")}.`,
    caption:
      "Complexity KL[q || prior] plus expected negative log-likelihood of all training images, in nats per weight. Dotted: the complexity before the first step.",
    method:
      "Under the source's geometric weights only the first minibatches of each epoch train the complexity. No figure of it shows this.",
    curves: networks
      .filter(({ untrainedComplexity }) => untrainedComplexity !== null)
      .map(({ network, units, weights, trace, untrainedComplexity }) => {
        const rows = trace.filter(({ complexity, nll }) => complexity !== null && nll !== null);
        const value = rows.map(({ complexity, nll }) => (complexity! + nll!) / weights);
        const named = { label: mnistNetworkLabels[network], panel: `${units} units`, untrained: untrainedComplexity! / weights };
        return { ...named, epoch: rows.map(({ epoch }) => epoch), value };
      }),
    yLabel: "nats per weight",
  });
};
