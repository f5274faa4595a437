import { type BudgetName, type Context, experiment, type GivenOptions, type Progress, type ResultOf, significant } from "@credence/lab";
import { kernelDensity } from "@credence/lab/figures";
import { type Posterior, pruning } from "credence";
import { scorePosterior } from "../mnist/score-draws.ts";
import { mnistTraining } from "../mnist/training.ts";
import {
  byTraining,
  type NetworkUnit,
  networkOf,
  onMnistNetworks,
  type PreparedMnist,
  shorterUnits,
  sourceUnits,
  subjectOf,
  trainedUnits,
} from "../mnist/units.ts";
import { mnistPruningClaims } from "./claims.ts";
import { mnistPruningFigures } from "./figures.ts";
import { layerSignals } from "./layers.ts";
import { type PrunedName, prunedNetworks, shares } from "./stored-runs.ts";
import { mnistPruningTables } from "./tables.ts";

const paper = {
  ...mnistTraining.paper,
  /** Shares of the weights to remove; 0 is among them. */
  shares,
  testDraws: 10,
  /** Evaluations of the source's networks, under the published threshold, with other random numbers; everything else gets one. At 95 % removed one differs from the next by half a point. */
  evaluations: 10,
};
type Settings = typeof paper;
const budgets: Readonly<Record<BudgetName, Settings>> = {
  smoke: { ...paper, ...mnistTraining.smoke, shares: [0, 0.5, 0.9, 0.95, 1], evaluations: 1 },
  default: { ...paper, ...mnistTraining.default, evaluations: 5 },
  paper,
};

/** Shares removed of one layer while the others stay whole. */
const aloneShares = [0.9, 0.95];

/** Decibels where the ratios of trained networks lie: from a thousandth of a standard deviation to a hundred. */
const decibelWindow = { lower: -30, upper: 20, points: 160 };

/** Figures 20 and 21: accuracy by the share of weights removed, lowest signal-to-noise ratio first, and which layers lose them. */
export const mnistPruning = experiment({
  ...onMnistNetworks,
  name: "mnist-pruning",
  shows: "Figures 20 and 21",
  question: "How many weights can go before the accuracy falls?",
  summary: "Removes the weights with the lowest signal-to-noise ratio, under one threshold or one per layer: accuracy, layers, bytes.",
  budgets,
  units: (given: GivenOptions<Settings>) => [trainedUnits, sourceUnits, shorterUnits].flatMap((units) => units(given, prunedNetworks)),
  perform,
  conclude,
  claims: mnistPruningClaims,
  figures: mnistPruningFigures,
  tables: mnistPruningTables,
});

export type MnistPruningResult = ResultOf<typeof conclude>;
export type PrunedNetwork = ResultOf<typeof perform>;
/** A network with one share of its weights removed; biases stay and do not count. */
export type PruningPoint = PrunedNetwork["global"][number];

async function* perform(unit: NetworkUnit<PrunedName>, context: Context<Settings>, shared: PreparedMnist) {
  const { testDraws, ...settings } = context.settings;
  const fitted = yield* networkOf(unit, context, shared);
  const { posterior } = fitted;
  const own = context.key.child("pruning").child(unit.name);
  const progress = (label: string, done: number, total: number): Progress => {
    return { label: `${label} ${unit.name}`, done: done * testDraws, total: total * testDraws, unit: "draws" };
  };

  /** Accuracy in % on the test images; the same draws at every share, so that what differs is what was removed. */
  const accuracy = async (left: Posterior, evaluation: number) =>
    100 - (await scorePosterior(left, { ...shared.test, draws: testDraws, key: own.child("draws").child(evaluation) })).errorPercent;
  const evaluate = async (threshold: "global" | "layer", share: number) => {
    const { posterior: left, arrays } = await pruning.prune(posterior, { share, scope: threshold, cut: "quantile" });
    const evaluations = threshold === "global" && unit.origin === "source" ? settings.evaluations : 1;
    const accuracies: number[] = [];
    for (let evaluation = 0; evaluation < evaluations; evaluation++) accuracies.push(await accuracy(left, evaluation));
    const { value: complexity } = await left.complexity!(own.child("complexity"));
    const { length: sparseBytes } = await left.save();
    left.dispose();
    return { share, accuracies, removed: arrays.map((array) => array.share), complexity, sparseBytes };
  };

  const signals = await layerSignals(posterior);
  const whole = await wholeNetwork(posterior, signals);
  const points: Record<"global" | "layer", Awaited<ReturnType<typeof evaluate>>[]> = { global: [], layer: [] };
  for (const threshold of ["global", "layer"] as const)
    for (const [place, share] of settings.shares.entries()) {
      // With nothing removed there is no threshold.
      const same = threshold === "layer" && share === 0 ? points.global[place] : undefined;
      points[threshold].push(same ?? (await context.piece(`${unit.name}-${threshold}-${share}`, () => evaluate(threshold, share))));
      yield progress("pruned", points.global.length + points.layer.length, 2 * settings.shares.length);
    }
  const alone = [];
  for (const share of aloneShares)
    for (const [layer, { name }] of signals.entries()) {
      const { posterior: left } = await pruning.prune(posterior, { share, cut: "quantile", arrays: [name] });
      alone.push({ layer, share, accuracy: await accuracy(left, 0) });
      left.dispose();
      yield progress("one layer of", alone.length, aloneShares.length * whole.layers.length);
    }
  posterior.dispose();
  return { ...subjectOf(unit, fitted), ...whole, ...points, alone };
}

function conclude(all: readonly PrunedNetwork[], { settings: { trainImages, testImages, testDraws } }: Context<Settings>) {
  return { trainImages, testImages, draws: testDraws, ...byTraining(all) };
}

/** What is known before anything is removed: bytes, weights, and the ratios of each layer's weights, their density by decibels. */
async function wholeNetwork(posterior: Posterior, own: readonly pruning.WeightSignal[]) {
  const { length: denseBytes } = await posterior.save();
  const layers = own.map(({ ratios }) => {
    const { x, density } = kernelDensity(ratios.map(pruning.decibels).filter(Number.isFinite), decibelWindow);
    return { median: ratios.toSorted()[Math.floor(ratios.length / 2)], density: { x, density: significant(density, 6) } };
  });
  return { weights: own.reduce((sum, { ratios }) => sum + ratios.length, 0), denseBytes, layers };
}
