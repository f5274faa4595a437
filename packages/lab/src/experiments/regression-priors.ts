import { concat, type Key, keep } from "@credence/tensor";
import type { Posterior } from "credence";
import type { Context, Experiment, Progress } from "../experiment.ts";
import { observed } from "./observed-training.ts";
import { densitiesOver, densityBlock, regressionBands, rounded } from "./regression-measures.ts";
import {
  column,
  priorId,
  priorLabel,
  type RegressionData,
  type RegressionPrior,
  regressionData,
  regressionMethod,
  regressionModel,
  regressionSettings,
} from "./regression-networks.ts";
import { regressionPriorsClaims } from "./regression-priors-claims.ts";
import { publishedCells } from "./regression-priors-published.ts";
import { regressionPriorsReport } from "./regression-priors-report.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors-result.ts";
import { regressionTrace } from "./regression-trace.ts";

export type RegressionPriorsSettings = {
  readonly cells: readonly { readonly prior: RegressionPrior; readonly epochs: number; readonly runs: number }[];
  readonly hidden: readonly number[];
  readonly points: number;
  readonly batchSize: number;
  readonly draws: number;
  readonly learningRate: number;
  /** Draws behind the tables, in blocks of equally many, each a piece of the result. */
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly testPoints: number;
  readonly bandDraws: number;
  readonly trace: { readonly every: number; readonly draws: number };
};

const gaussians: readonly RegressionPrior[] = [0, 1, 2].map((minusLogStdDev) => ({ kind: "gaussian", minusLogStdDev }));
const mixtures: readonly RegressionPrior[] = [0, 1, 2].flatMap((minusLogStdDev1) =>
  [6, 7, 8].map((minusLogStdDev2) => ({ kind: "mixture" as const, minusLogStdDev1, minusLogStdDev2 })),
);

const paper: RegressionPriorsSettings = {
  cells: [
    ...gaussians.map((prior) => ({ prior, epochs: publishedCells[priorId(prior)].epochs, runs: 3 })),
    ...mixtures.map((prior) => ({ prior, epochs: publishedCells[priorId(prior)].epochs, runs: 1 })),
  ],
  hidden: [400, 400],
  points: 1024,
  batchSize: 128,
  draws: 5,
  learningRate: 1e-3,
  densityBlocks: { count: 10, draws: 500 },
  testPoints: 1000,
  bandDraws: 1000,
  trace: { every: 20, draws: 10 },
};

/** Bayes by backprop on the regression curve of Blundell et al. under Gaussian and scale-mixture priors. */
export const regressionPriors: Experiment<RegressionPriorsResult, RegressionPriorsSettings> = {
  name: "regression-priors",
  source: "weight-uncertainty",
  shows: "Tables 1 and 2, Figures 10-13",
  summary: "how the prior's width shapes a Bayesian regression: densities, bands, learning curves",
  budgets: {
    smoke: {
      ...paper,
      cells: [gaussians[0], gaussians[2], mixtures[3]].map((prior) => ({ prior, epochs: 200, runs: 1 })),
      hidden: [50, 50],
      // A tenth of the epochs asks for larger steps.
      learningRate: 1e-2,
      densityBlocks: { count: 1, draws: 100 },
      testPoints: 200,
      bandDraws: 100,
    },
    // The Gaussian cells have the source's own epochs, once instead of three times; the mixtures' 2,500 to 25,000 would need hours.
    default: {
      ...paper,
      cells: [
        ...gaussians.map((prior) => ({ prior, epochs: publishedCells[priorId(prior)].epochs, runs: 1 })),
        ...mixtures.map((prior) => ({ prior, epochs: 300, runs: 1 })),
      ],
      densityBlocks: { count: 2, draws: 500 },
      bandDraws: 500,
    },
    paper,
  },
  run,
  claims: (result) => regressionPriorsClaims(result),
  report: regressionPriorsReport,
};

async function* run(context: Context<RegressionPriorsSettings>): AsyncGenerator<Progress, RegressionPriorsResult, void> {
  const { settings, key } = context;
  const { points: count, testPoints, densityBlocks, bandDraws } = settings;
  const data = key.child("data");
  // The source seeds the noise of its training and of its test points alike (0); ours are independent.
  const sets = {
    train: regressionData({ count, low: 0, high: 0.5, key: data.child("train") }),
    published: regressionData({ count: testPoints, low: -0.2, high: 1.4, key: data.child("published test") }),
    stated: regressionData({ count: testPoints, low: -0.5, high: 1.5, key: data.child("stated test") }),
  };
  const cells: RegressionCell[] = [];
  for (const { prior, epochs, runs } of settings.cells)
    for (let attempt = 1; attempt <= runs; attempt++) cells.push(yield* runCell(context, sets, { prior, epochs, run: attempt, runs }));
  const kept = (values: ArrayLike<number>) => rounded(values).filter((_, i) => i % 4 === 0);
  const { x, y } = sets.train.points;
  return {
    cells,
    points: { x: kept(x), y: kept(y) },
    densityDraws: densityBlocks.count * densityBlocks.draws,
    bandDraws,
  };
}

interface Sets {
  readonly train: RegressionData;
  readonly published: RegressionData;
  readonly stated: RegressionData;
}

interface Cell {
  readonly prior: RegressionPrior;
  readonly epochs: number;
  readonly run: number;
  readonly runs: number;
}

async function* runCell(
  context: Context<RegressionPriorsSettings>,
  sets: Sets,
  { prior, epochs, run: attempt, runs }: Cell,
): AsyncGenerator<Progress, RegressionCell, void> {
  const { settings, key } = context;
  const { hidden, batchSize, draws, learningRate } = settings;
  const id = runs > 1 ? `${priorId(prior)}-run-${attempt}` : priorId(prior);
  const label = runs > 1 ? `${priorLabel(prior)}, run ${attempt}` : priorLabel(prior);
  const training = { epochs, batchSize, draws, learningRate };
  const fitKey = key.child("fit").child(priorId(prior)).child(attempt);
  const { method, latest } = observed(regressionMethod(training));
  const { posterior, trace } = yield* context.fit({
    label,
    determinedBy: { training: regressionSettings(training), trace: settings.trace },
    method,
    problem: { model: regressionModel({ prior, hidden }), data: { x: sets.train.x, y: sets.train.y } },
    key: fitKey,
    afterEpoch: regressionTrace(latest, { ...settings.trace, train: sets.train, batchSize, key: fitKey.child("trace") }),
  });
  const measured = yield* measure(context, { sets, posterior, id, label });
  posterior.dispose();
  const asPublished = epochs === publishedCells[priorId(prior)].epochs && hidden.join() === paper.hidden.join();
  return { id, label, prior, run: attempt, epochs, asPublished, ...measured, trace };
}

interface MeasureOptions {
  readonly sets: Sets;
  readonly posterior: Posterior;
  readonly id: string;
  readonly label: string;
}

type Measured = Pick<RegressionCell, "published" | "stated" | "bands" | "examples">;

/** Pieces of a few seconds each, so that an interruption is heard and costs little. */
async function* measure(
  { settings, key, piece }: Context<RegressionPriorsSettings>,
  { sets, posterior, id, label }: MeasureOptions,
): AsyncGenerator<Progress, Measured, void> {
  const { testPoints, densityBlocks, bandDraws } = settings;
  const measureKey = key.child("measure").child(id);
  const total = densityBlocks.count * densityBlocks.draws + bandDraws;
  const x = keep(concat([sets.published.x, sets.stated.x], 0));
  const y = [...sets.published.points.y, ...sets.stated.points.y];
  const blocks = [];
  for (let block = 0; block < densityBlocks.count; block++) {
    yield { label: `measuring ${label}`, done: block * densityBlocks.draws, total, unit: "draws" };
    blocks.push(
      await piece(`${id} densities ${block}`, () =>
        densityBlock(posterior, { x, y, draws: densityBlocks.draws, key: measureKey.child("densities").child(block) }),
      ),
    );
  }
  x.dispose();
  yield { label: `measuring ${label}`, done: total - bandDraws, total, unit: "draws" };
  const bands = await piece(`${id} bands`, () =>
    regressionBands(posterior, { train: sets.train, draws: bandDraws, key: measureKey.child("bands") }),
  );
  const examples = await piece(`${id} examples`, () => exampleFunctions(posterior, bands.x, measureKey.child("examples")));
  yield { label: `measuring ${label}`, done: total, total, unit: "draws" };
  return { published: densitiesOver(blocks, 0, testPoints), stated: densitiesOver(blocks, testPoints, 2 * testPoints), bands, examples };
}

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
