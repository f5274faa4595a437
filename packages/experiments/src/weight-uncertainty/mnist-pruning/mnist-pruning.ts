import type { Context, Experiment, Progress } from "@credence/lab";
import { kernelDensity } from "@credence/lab/figures";
import type { Key } from "@credence/tensor";
import { type Posterior, pruning } from "credence";
import {
  type MnistTraining,
  mnistFit,
  mnistOptions,
  mnistParts,
  mnistTensors,
  mnistTraining,
  mnistTrainingOf,
  shorterFit,
} from "../mnist/networks.ts";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { readSourceNetworks, sourceNetworkFolders, sourceNetworkOptions } from "../mnist/source-networks.ts";
import { keepsLowestObjective, keptEpoch } from "../training/lowest-objective.ts";
import { mnistPruningClaims } from "./claims.ts";
import { layerSignals, pruneLayer } from "./layers-alone.ts";
import { prunedNetworkNames, publishedShares } from "./published.ts";
import { mnistPruningReport } from "./report.ts";
import { idOf, type LayerAlone, type LayerSignal, type MnistPruningResult, type PrunedNetwork, type PruningPoint } from "./result.ts";

export interface MnistPruningSettings extends MnistTraining {
  /** Shares of the weights to remove; 0 is among them. */
  readonly shares: readonly number[];
  readonly testDraws: number;
  /** Evaluations of the source's networks, under the published threshold, with other random numbers; everything else gets one. At 95 % removed one differs from the next by half a point. */
  readonly evaluations: number;
  /** Epochs of a second, shorter training of each network, as the source has them; without it there is none. */
  readonly shorter?: { readonly epochs: number; readonly keeps: typeof keepsLowestObjective };
}

/** Training of the source's networks with standard deviations. */
const sourceTraining = { units: 400, epochs: 600 };

/** Shares removed of one layer while the others stay whole. */
const aloneShares = [0.9, 0.95] as const;

/** Decibels where the ratios of trained networks lie: from a thousandth of a standard deviation to a hundred. */
const decibelWindow = { lower: -30, upper: 20, points: 160 };

/** Figures 20 and 21: accuracy by the share of weights removed, lowest signal-to-noise ratio first, and which layers lose them. */
export const mnistPruning: Experiment<MnistPruningResult, MnistPruningSettings> = {
  name: "mnist-pruning",
  source: "weight-uncertainty",
  shows: "Figures 20 and 21",
  summary: "Removes the weights with the lowest signal-to-noise ratio, under one threshold or one per layer: accuracy, layers, bytes.",
  budgets: {
    smoke: {
      ...mnistTraining.smoke,
      shares: [0, 0.5, 0.9, 0.95, 1],
      testDraws: 10,
      evaluations: 1,
      shorter: { epochs: 1, keeps: keepsLowestObjective },
    },
    default: { ...mnistTraining.default, shares: publishedShares, testDraws: 10, evaluations: 5 },
    paper: {
      ...mnistTraining.paper,
      shares: publishedShares,
      testDraws: 10,
      evaluations: 10,
      shorter: { epochs: 300, keeps: keepsLowestObjective },
    },
  },
  options: { ...mnistOptions, ...sourceNetworkOptions },
  folders: sourceNetworkFolders,
  checkOptions: mnistTrainingOf,
  parts: mnistParts,
  run,
  claims: mnistPruningClaims,
  report: mnistPruningReport,
};

type Subject = Pick<PrunedNetwork, "network" | "origin" | "units" | "epochs" | "keptEpoch">;

async function* run(context: Context<MnistPruningSettings>): AsyncGenerator<Progress, MnistPruningResult, void> {
  const { key } = context;
  const settings = mnistTrainingOf(context);
  const { trainImages, testImages, shares, testDraws: draws } = settings;
  const { train, test } = await mnistTensors(context, settings);
  const networks: PrunedNetwork[] = [];
  for (const units of settings.units)
    for (const network of prunedNetworkNames) {
      const epochs = settings.epochs[network][settings.units.indexOf(units)];
      const { posterior } = yield* context.fit(mnistFit(network, units, { training: settings, train, test, key }));
      networks.push(yield* pruned(posterior, { subject: { network, origin: "ours", units, epochs } }));
      posterior.dispose();
    }
  for (const { network, posterior } of await readSourceNetworks(context)) {
    const name = prunedNetworkNames.find((one) => one === network.name);
    if (name) networks.push(yield* pruned(posterior, { subject: { network: name, origin: "source", ...sourceTraining } }));
    posterior.dispose();
  }
  const shorterTraining: PrunedNetwork[] = [];
  const { shorter } = settings;
  if (shorter !== undefined)
    for (const units of settings.units)
      for (const network of prunedNetworkNames) {
        const { posterior, trace } = yield* context.fit(
          shorterFit(network, units, { epochs: shorter.epochs, training: settings, train, test, key }),
        );
        const subject: Subject = { network, origin: "ours", units, epochs: shorter.epochs, keptEpoch: keptEpoch(trace) };
        shorterTraining.push(yield* pruned(posterior, { subject, id: `${idOf(subject)}-${shorter.epochs}-epochs` }));
        posterior.dispose();
      }
  return { trainImages, testImages, draws, networks, shorterTraining };

  async function* pruned(
    posterior: Posterior,
    { subject, id = idOf(subject) }: { subject: Subject; id?: string },
  ): AsyncGenerator<Progress, PrunedNetwork, void> {
    const own = key.child("pruning").child(id);
    const { denseBytes, weights, layers } = await context.piece(`${id}-whole`, () => wholeNetwork(posterior));
    const evaluations = subject.origin === "source" ? settings.evaluations : 1;
    const points = { global: [] as PruningPoint[], layer: [] as PruningPoint[] };
    for (const threshold of ["global", "layer"] as const)
      for (const [place, share] of shares.entries()) {
        // With nothing removed there is no threshold.
        const point =
          threshold === "layer" && share === 0
            ? points.global[place]
            : await context.piece(`${id}-${threshold}-${share}`, () =>
                evaluate(posterior, { threshold, share, evaluations: threshold === "global" ? evaluations : 1, own }),
              );
        points[threshold].push(point);
        const done = (threshold === "layer" ? shares.length : 0) + place + 1;
        yield { label: `pruned ${id}`, done: done * draws, total: 2 * shares.length * draws, unit: "draws" };
      }
    const alone: LayerAlone[] = [];
    for (const share of aloneShares)
      for (const layer of layers.keys()) {
        const options = { layer, share, own };
        alone.push({
          layer,
          share,
          accuracy: await context.piece(`${id}-alone-${layer}-${share}`, () => withoutLayer(posterior, options)),
        });
        yield { label: `one layer of ${id}`, done: alone.length * draws, total: aloneShares.length * layers.length * draws, unit: "draws" };
      }
    return { ...subject, weights, denseBytes, layers, ...points, alone };
  }

  /** The same draws at every share, so that what differs is what was removed. */
  async function evaluate(
    posterior: Posterior,
    options: { threshold: "global" | "layer"; share: number; evaluations: number; own: Key },
  ): Promise<PruningPoint> {
    const { threshold, share, evaluations, own } = options;
    const { posterior: left, arrays } = await pruning.prune(posterior, { share, scope: threshold, cut: "quantile" });
    const accuracies: number[] = [];
    for (let evaluation = 0; evaluation < evaluations; evaluation++)
      accuracies.push(await accuracy(left, own.child("draws").child(evaluation)));
    const complexity = await left.complexity!(own.child("complexity"));
    const { length: sparseBytes } = await left.save();
    left.dispose();
    return { share, accuracies, removed: arrays.map((array) => array.share), complexity, sparseBytes };
  }

  /** Accuracy where one layer alone loses a share of its weights, with the draws of the first evaluation. */
  async function withoutLayer(posterior: Posterior, options: { layer: number; share: number; own: Key }): Promise<number> {
    const { layer, share, own } = options;
    const left = await pruneLayer(posterior, { layer, share });
    const percent = await accuracy(left, own.child("draws").child(0));
    left.dispose();
    return percent;
  }

  async function accuracy(posterior: Posterior, drawKey: Key): Promise<number> {
    const predictive = await predictClasses(posterior, { x: test.x, draws, key: drawKey });
    const { errorPercent } = await scoreDraws(predictive, { y: test.y });
    predictive.probabilities.dispose();
    return 100 - errorPercent;
  }
}

/** What is known before anything is removed. */
async function wholeNetwork(posterior: Posterior): Promise<{ denseBytes: number; weights: number; layers: LayerSignal[] }> {
  const { length: denseBytes } = await posterior.save();
  const own = await layerSignals(posterior);
  return {
    denseBytes,
    weights: own.reduce((sum, { ratios }) => sum + ratios.length, 0),
    layers: own.map(({ ratios }) => {
      const { x, density } = kernelDensity(ratios.map(pruning.decibels).filter(Number.isFinite), decibelWindow);
      return { median: ratios.toSorted()[Math.floor(ratios.length / 2)], density: { x, density: density.map(rounded) } };
    }),
  };
}

/** Six digits are more than a figure shows. */
const rounded = (value: number): number => Number(value.toPrecision(6));
