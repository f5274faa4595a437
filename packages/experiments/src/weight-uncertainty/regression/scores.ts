import type { Context } from "@credence/lab";
import { concat, type Key, keep } from "@credence/tensor";
import type { metrics, Posterior } from "credence";
import { keptEpoch } from "../training/lowest-objective.ts";
import { type RegressionSets, type RegressionSetup, regressionFit, untrainedComplexity } from "./fit.ts";
import { densitiesOver, densityBlock, regressionBands } from "./measures.ts";
import { column, type RegressionNetwork, rounded } from "./networks.ts";
import { boundOf } from "./trace.ts";

/** Draws of the expected log-likelihood. */
const boundDraws = 100;

/**
 * Trains a network and measures it, in pieces of a few seconds, so that an interruption is heard and costs little. The network measured is the
 * one that the fit has kept; the trace has the objective of every epoch. `id` names the pieces and the random streams: equal names give
 * equal numbers in every experiment.
 */
export async function* trainAndScore(
  { settings: setup, key, fit, piece }: Context<RegressionSetup>,
  sets: RegressionSets,
  { id, ...network }: RegressionNetwork & { readonly id: string },
) {
  const { densityBlocks, bandDraws } = setup;
  const fitting = { setup, train: sets.train, key };
  const { posterior, trace } = yield* fit(regressionFit(network, fitting));
  const untrained = await untrainedComplexity(network, fitting);
  const own = key.child("measure").child(id);
  const total = densityBlocks.count * densityBlocks.draws + bandDraws;
  const measuring = (done: number) => ({ label: `measuring ${network.label}`, done, total, unit: "draws" as const });
  const { published, stated } = sets;
  const [x, y] = [keep(concat([published.x, stated.x])), keep(concat([published.y, stated.y]))];
  const blocks: metrics.PointwiseLogDensities[] = [];
  for (let block = 0; block < densityBlocks.count; block++) {
    yield measuring(block * densityBlocks.draws);
    const given = { x, y, draws: densityBlocks.draws, key: own.child("densities").child(block) };
    blocks.push(await piece(`${id} densities ${block}`, () => densityBlock(posterior, given)));
  }
  for (const array of [x, y]) array.dispose();
  yield measuring(total - bandDraws);
  const bands = await piece(`${id} bands`, () =>
    regressionBands(posterior, { train: sets.train, draws: bandDraws, key: own.child("bands") }),
  );
  const examples = await piece(`${id} examples`, () => exampleFunctions(posterior, bands.x, own.child("examples")));
  const bound = await piece(`${id} bound`, () => boundOf(posterior, sets.train, { draws: boundDraws, key: own.child("bound") }));
  yield measuring(total);
  posterior.dispose();
  const split = published.points.count;
  return {
    untrained,
    /** The network that is measured; nats of the whole training set. */
    kept: { epoch: keptEpoch(trace), ...bound },
    published: densitiesOver(blocks, 0, split),
    stated: densitiesOver(blocks, split, split + stated.points.count),
    ...{ bands, examples, trace },
  };
}

/** The true free energy. */
export const freeEnergyOf = ({ complexity, nll }: { readonly complexity: number; readonly nll: number }): number => complexity + nll;

/** Ten single draws at the inputs of the bands. */
async function exampleFunctions(posterior: Posterior, x: readonly number[], key: Key) {
  const grid = column(x);
  const functions: (readonly number[])[] = [];
  for (let draw = 0; draw < 10; draw++) {
    const outputs = posterior.draw(key.child(draw))(grid);
    functions.push(rounded(await outputs.read()));
    outputs.dispose();
  }
  grid.dispose();
  return functions;
}

/** Every fourth training point, for figures. */
export function shownPoints({ train: { points } }: Pick<RegressionSets, "train">) {
  const kept = (values: ArrayLike<number>) => rounded(values).filter((_, i) => i % 4 === 0);
  return { x: kept(points.x), y: kept(points.y) };
}

/** What every result of the regressions says of its measures. */
export const measuredWith = (sets: RegressionSets, { densityBlocks, bandDraws }: RegressionSetup) => ({
  points: shownPoints(sets),
  densityDraws: densityBlocks.count * densityBlocks.draws,
  bandDraws,
});
