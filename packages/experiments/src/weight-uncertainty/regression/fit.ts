import type { BudgetName, FitRequest } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { stepMethods } from "credence";
import { keepLowestObjective, keepsLowestObjective } from "../training/lowest-objective.ts";
import { observed } from "../training/observed-training.ts";
import {
  priorId,
  type RegressionData,
  type RegressionNetwork,
  regressionData,
  regressionInitialization,
  regressionMethod,
  regressionModel,
} from "./networks.ts";
import { regressionTrace } from "./trace.ts";

const paper = {
  hidden: [400, 400],
  points: 1024,
  batchSize: 128,
  draws: 5,
  learningRate: 1e-3,
  testPoints: 1000,
  /** Every how many epochs everything is measured, and with how many draws. */
  trace: { every: 20, draws: 10 },
  /** Draws behind densities, in blocks of equally many, each a piece of the result; and behind bands. */
  densityBlocks: { count: 10, draws: 500 },
  bandDraws: 1000,
  /** Which epoch's network is kept: among the settings, since pieces of a run's result are told apart by them. */
  keeps: keepsLowestObjective,
};

/** What the regression experiments of one budget have in common, so that a network that several of them ask for is trained once. */
export type RegressionSetup = typeof paper;

const quick = { hidden: [50, 50], learningRate: 1e-2, testPoints: 200, densityBlocks: { count: 1, draws: 100 }, bandDraws: 100 };

/** The source's settings at every budget but the smallest, where 200 epochs ask for larger steps. */
export const regressionSetup: Readonly<Record<BudgetName, RegressionSetup>> = {
  smoke: { ...paper, ...quick },
  default: { ...paper, densityBlocks: { count: 2, draws: 500 }, bandDraws: 500 },
  paper,
};

/** True where a setup trains what the source trained, epochs aside. */
export const isPublishedSetup = ({ hidden, points }: { readonly hidden: readonly number[]; readonly points: number }): boolean =>
  hidden.join() === paper.hidden.join() && points === paper.points;

/** The data of a run. The source seeds the noise of its training and of its test points alike (0); ours are independent. */
export function regressionSets(key: Key, { points, testPoints }: Pick<RegressionSetup, "points" | "testPoints">) {
  const data = key.child("data");
  return {
    train: regressionData({ count: points, low: 0, high: 0.5, key: data.child("train") }),
    /** Inputs in [-0.2, 1.4], as the source's code has them. */
    published: regressionData({ count: testPoints, low: -0.2, high: 1.4, key: data.child("published test") }),
    /** Inputs in [-0.5, 1.5], as its text has them. */
    stated: regressionData({ count: testPoints, low: -0.5, high: 1.5, key: data.child("stated test") }),
  };
}
export type RegressionSets = ReturnType<typeof regressionSets>;

/** What a network is trained with; the key is the context's own: equal seeds give every experiment the same networks. */
interface Fitting {
  readonly setup: RegressionSetup;
  readonly train: RegressionData;
  readonly key: Key;
}

const keyOf = ({ prior, run }: RegressionNetwork, key: Key): Key => key.child("fit").child(priorId(prior)).child(run);

/**
 * The request for one network, whose posterior is that of the epoch with the lowest objective. The trace is of every epoch's own.
 * Networks of one prior and run that differ in likelihood or estimator start from the same weights and see
 * the same minibatches, so that what differs between them is what is studied.
 */
export function regressionFit(network: RegressionNetwork, { setup, train, key }: Fitting): FitRequest {
  const own = keyOf(network, key);
  const { method, latest } = observed(regressionMethod({ ...setup, epochs: network.epochs }, network.estimator));
  return {
    label: network.label,
    determinedBy: { trace: setup.trace },
    method: keepLowestObjective(method),
    problem: { model: regressionModel({ ...network, ...setup }), data: { x: train.x, y: train.y } },
    key: own,
    afterEpoch: regressionTrace(latest, { ...setup.trace, train, batchSize: setup.batchSize, key: own.child("trace") }),
  };
}

/** KL[q || prior] of a network as its fit initialises it, before any step, nats. */
export async function untrainedComplexity(network: RegressionNetwork, { setup, key }: Pick<Fitting, "setup" | "key">): Promise<number> {
  const own = keyOf(network, key);
  const start = stepMethods.bayesByBackprop({ initialization: regressionInitialization });
  const posterior = start.start(regressionModel({ ...network, ...setup }), own).posterior(0);
  const complexity = (await posterior.complexity?.(own.child("untrained")))?.value ?? Number.NaN;
  posterior.dispose();
  return complexity;
}
