import type { BudgetName, FitRequest } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { stepMethods } from "credence";
import { keepLowestObjective, keepsLowestObjective } from "../training/lowest-objective.ts";
import { observed } from "../training/observed-training.ts";
import {
  defaultLikelihoodStdDev,
  priorId,
  type RegressionData,
  type RegressionEstimator,
  type RegressionPrior,
  type RegressionTraining,
  regressionData,
  regressionInitialization,
  regressionMethod,
  regressionModel,
} from "./networks.ts";
import { regressionTrace } from "./trace.ts";

/** What the regression experiments of one budget have in common, so that a network that several of them ask for is trained once. */
export type RegressionSetup = {
  readonly hidden: readonly number[];
  readonly points: number;
  readonly batchSize: number;
  readonly draws: number;
  readonly learningRate: number;
  readonly testPoints: number;
  readonly trace: { readonly every: number; readonly draws: number };
  /** Draws behind densities, in blocks of equally many, each a piece of the result; and behind bands. */
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly bandDraws: number;
  /** Which epoch's network is kept: among the settings, since pieces of a run's result are told apart by them. */
  readonly keeps: typeof keepsLowestObjective;
};

const paper: RegressionSetup = {
  hidden: [400, 400],
  points: 1024,
  batchSize: 128,
  draws: 5,
  learningRate: 1e-3,
  testPoints: 1000,
  trace: { every: 20, draws: 10 },
  densityBlocks: { count: 10, draws: 500 },
  bandDraws: 1000,
  keeps: keepsLowestObjective,
};

/** The source's settings at every budget but the smallest, where 200 epochs ask for larger steps. */
export const regressionSetup: Readonly<Record<BudgetName, RegressionSetup>> = {
  smoke: {
    ...paper,
    ...{ hidden: [50, 50], learningRate: 1e-2, testPoints: 200 },
    ...{ densityBlocks: { count: 1, draws: 100 }, bandDraws: 100 },
  },
  default: { ...paper, densityBlocks: { count: 2, draws: 500 }, bandDraws: 500 },
  paper,
};

/** True where a setup trains what the source trained, epochs aside. */
export const isPublishedSetup = ({ hidden, points }: Pick<RegressionSetup, "hidden" | "points">): boolean =>
  hidden.join() === paper.hidden.join() && points === paper.points;

export interface RegressionSets {
  readonly train: RegressionData;
  /** Inputs in [-0.2, 1.4], as the source's code has them. */
  readonly published: RegressionData;
  /** Inputs in [-0.5, 1.5], as its text has them. */
  readonly stated: RegressionData;
}

/** The data of a run. The source seeds the noise of its training and of its test points alike (0); ours are independent. */
export function regressionSets(key: Key, { points, testPoints }: Pick<RegressionSetup, "points" | "testPoints">): RegressionSets {
  const data = key.child("data");
  return {
    train: regressionData({ count: points, low: 0, high: 0.5, key: data.child("train") }),
    published: regressionData({ count: testPoints, low: -0.2, high: 1.4, key: data.child("published test") }),
    stated: regressionData({ count: testPoints, low: -0.5, high: 1.5, key: data.child("stated test") }),
  };
}

/** One network among those of the regression experiments. */
export interface RegressionNetwork {
  readonly label: string;
  readonly prior: RegressionPrior;
  readonly epochs: number;
  /** Which of several runs, from 1. */
  readonly run: number;
  readonly likelihoodStdDev?: number;
  readonly estimator?: RegressionEstimator;
}

export interface RegressionFitOptions {
  readonly setup: RegressionSetup;
  readonly train: RegressionData;
  /** The context's own: equal seeds give every experiment the same networks. */
  readonly key: Key;
}

const trainingOf = ({ epochs }: RegressionNetwork, { batchSize, draws, learningRate }: RegressionSetup): RegressionTraining => ({
  epochs,
  batchSize,
  draws,
  learningRate,
});
const keyOf = ({ prior, run: attempt }: RegressionNetwork, key: Key): Key => key.child("fit").child(priorId(prior)).child(attempt);

/**
 * The request for one network, whose posterior is that of the epoch with the lowest objective. The trace is of every epoch's own.
 * Networks of one prior and run that differ in likelihood or estimator start from the same weights and see
 * the same minibatches, so that what differs between them is what is studied.
 */
export function regressionFit(network: RegressionNetwork, { setup, train, key }: RegressionFitOptions): FitRequest {
  const { label, prior, likelihoodStdDev = defaultLikelihoodStdDev, estimator = "shared" } = network;
  const training = trainingOf(network, setup);
  const fitKey = keyOf(network, key);
  const { method, latest } = observed(regressionMethod(training, estimator));
  const trace = regressionTrace(latest, { ...setup.trace, train, batchSize: setup.batchSize, key: fitKey.child("trace") });
  return {
    label,
    determinedBy: { trace: setup.trace },
    method: keepLowestObjective(method),
    problem: { model: regressionModel({ prior, hidden: setup.hidden, likelihoodStdDev }), data: { x: train.x, y: train.y } },
    key: fitKey,
    afterEpoch: trace,
  };
}

/** KL[q || prior] of a network as its fit initialises it, before any step, nats. */
export async function untrainedComplexity(
  network: RegressionNetwork,
  { setup, key }: Pick<RegressionFitOptions, "setup" | "key">,
): Promise<number> {
  const { prior, likelihoodStdDev = defaultLikelihoodStdDev } = network;
  const model = regressionModel({ prior, hidden: setup.hidden, likelihoodStdDev });
  const posterior = stepMethods
    .bayesByBackprop({ initialization: regressionInitialization })
    .start(model, keyOf(network, key))
    .posterior(0);
  const complexity = (await posterior.complexity?.(keyOf(network, key).child("untrained"))) ?? Number.NaN;
  posterior.dispose();
  return complexity;
}
