import type { Context, Progress, TraceRow } from "@credence/lab";
import { concat, type Key, keep } from "@credence/tensor";
import type { Posterior } from "credence";
import { keptEpoch } from "../training/lowest-objective.ts";
import { type RegressionNetwork, type RegressionSets, type RegressionSetup, regressionFit, untrainedComplexity } from "./fit.ts";
import { densitiesOver, densityBlock, type RegressionBands, regressionBands, rounded } from "./measures.ts";
import { column, defaultLikelihoodStdDev } from "./networks.ts";
import { boundOf } from "./trace.ts";

/** Both quantities, nats per point, over one set of inputs. */
export type Densities = { readonly meanLogDensity: number; readonly lppd: number };

/** The network that is scored, which the fit has kept of all epochs'; nats of the whole training set. */
export type KeptNetwork = {
  readonly epoch: number;
  /** KL[q || prior]. */
  readonly complexity: number;
  /** Expected negative log-likelihood of the training data. */
  readonly nll: number;
};

/** The true free energy of the network that is scored. */
export const freeEnergyOf = ({ complexity, nll }: Pick<KeptNetwork, "complexity" | "nll">): number => complexity + nll;

/** What is measured of a trained network. */
export type RegressionScores = {
  readonly kept: KeptNetwork;
  /** Inputs in [-0.2, 1.4], as the source's code. */
  readonly published: Densities;
  /** Inputs in [-0.5, 1.5], as the source's text. */
  readonly stated: Densities;
  readonly bands: RegressionBands;
  /** Ten single draws at the inputs of the bands. */
  readonly examples: readonly (readonly number[])[];
};

export interface ScoreOptions {
  readonly sets: RegressionSets;
  readonly posterior: Posterior;
  /** Of its fit. */
  readonly trace: readonly TraceRow[];
  /** Names the pieces, and the random streams: equal names give equal numbers in every experiment. */
  readonly id: string;
  readonly label: string;
  /** Draws behind the densities, in blocks of equally many, each a piece of the result. */
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly bandDraws: number;
  readonly likelihoodStdDev?: number;
}

/** Densities, bands and example functions of a network, in pieces of a few seconds, so that an interruption is heard and costs little. */
export async function* scoreRegression(
  { key, piece }: Pick<Context<unknown>, "key" | "piece">,
  { sets, posterior, trace, id, label, densityBlocks, bandDraws, likelihoodStdDev = defaultLikelihoodStdDev }: ScoreOptions,
): AsyncGenerator<Progress, RegressionScores, void> {
  const measureKey = key.child("measure").child(id);
  const total = densityBlocks.count * densityBlocks.draws + bandDraws;
  const testPoints = sets.published.points.count;
  const x = keep(concat([sets.published.x, sets.stated.x], 0));
  const y = [...sets.published.points.y, ...sets.stated.points.y];
  const blocks = [];
  for (let block = 0; block < densityBlocks.count; block++) {
    yield { label: `measuring ${label}`, done: block * densityBlocks.draws, total, unit: "draws" };
    const own = measureKey.child("densities").child(block);
    blocks.push(
      await piece(`${id} densities ${block}`, () =>
        densityBlock(posterior, { x, y, draws: densityBlocks.draws, likelihoodStdDev, key: own }),
      ),
    );
  }
  x.dispose();
  yield { label: `measuring ${label}`, done: total - bandDraws, total, unit: "draws" };
  const bands = await piece(`${id} bands`, () =>
    regressionBands(posterior, { train: sets.train, draws: bandDraws, key: measureKey.child("bands") }),
  );
  const examples = await piece(`${id} examples`, () => exampleFunctions(posterior, bands.x, measureKey.child("examples")));
  const boundKey = measureKey.child("bound");
  const bound = await piece(`${id} bound`, () =>
    boundOf(posterior, sets.train, { draws: boundDraws, train: boundKey.child("train"), complexity: boundKey.child("complexity") }),
  );
  yield { label: `measuring ${label}`, done: total, total, unit: "draws" };
  const kept = { epoch: keptEpoch(trace), ...bound };
  return { kept, published: densitiesOver(blocks, 0, testPoints), stated: densitiesOver(blocks, testPoints, y.length), bands, examples };
}

/** Draws of the expected log-likelihood. */
const boundDraws = 100;

async function exampleFunctions(posterior: Posterior, x: readonly number[], key: Key): Promise<number[][]> {
  const grid = column(x);
  const functions: number[][] = [];
  for (let draw = 0; draw < 10; draw++) {
    const outputs = posterior.draw(key.child(draw))(grid);
    functions.push(rounded(await outputs.read()));
    outputs.dispose();
  }
  grid.dispose();
  return functions;
}

/** Every fourth training point, for figures. */
export type ShownPoints = { readonly x: readonly number[]; readonly y: readonly number[] };

export const shownPoints = ({ train }: RegressionSets): ShownPoints => {
  const kept = (values: ArrayLike<number>) => rounded(values).filter((_, i) => i % 4 === 0);
  return { x: kept(train.points.x), y: kept(train.points.y) };
};

/** What every result of the regressions says of its measures. */
export const measuredWith = (sets: RegressionSets, { densityBlocks, bandDraws }: RegressionSetup) => ({
  points: shownPoints(sets),
  densityDraws: densityBlocks.count * densityBlocks.draws,
  bandDraws,
});

/** Trains a network and measures all of it; `id` names its random streams. The trace has the objective of every epoch. */
export async function* trainAndScore(
  context: Context<RegressionSetup>,
  sets: RegressionSets,
  { id, ...network }: RegressionNetwork & { readonly id: string },
) {
  const { settings: setup, key } = context;
  const fitting = { setup, train: sets.train, key };
  const { posterior, trace } = yield* context.fit(regressionFit(network, fitting));
  const untrained = await untrainedComplexity(network, fitting);
  const scores = yield* scoreRegression(context, { ...setup, ...network, id, sets, posterior, trace });
  posterior.dispose();
  return { untrained, ...scores, trace };
}
