import type { Context, Experiment, Progress } from "@credence/lab";
import {
  isPublishedSetup,
  type RegressionSets,
  type RegressionSetup,
  regressionFit,
  regressionSets,
  regressionSetup,
  untrainedComplexity,
} from "../regression/fit.ts";
import { defaultLikelihoodStdDev } from "../regression/networks.ts";
import { scoreRegression, shownPoints } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { regressionNoiseClaims } from "./claims.ts";
import { regressionNoiseReport } from "./report.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./result.ts";

export type RegressionNoiseSettings = RegressionSetup & {
  readonly likelihoodStdDevs: readonly number[];
  readonly epochs: number;
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly bandDraws: number;
};

const publishedEpochs = 1500;
const likelihoodStdDevs = [0.01, 0.1, 1];

/** What the noise of the likelihood, which one usually has to guess, does to a Bayesian regression under N(0, 1). */
export const regressionNoise: Experiment<RegressionNoiseResult, RegressionNoiseSettings> = {
  name: "regression-noise",
  source: "weight-uncertainty",
  shows: "Figures 8 and 9",
  summary: "A Bayesian regression whose likelihood is told too little, enough or too much noise: bands and bounds.",
  budgets: {
    smoke: {
      ...regressionSetup.smoke,
      likelihoodStdDevs,
      epochs: 200,
      densityBlocks: { count: 1, draws: 100 },
      bandDraws: 100,
    },
    default: {
      ...regressionSetup.default,
      likelihoodStdDevs,
      epochs: publishedEpochs,
      densityBlocks: { count: 2, draws: 500 },
      bandDraws: 500,
    },
    paper: {
      ...regressionSetup.paper,
      likelihoodStdDevs,
      epochs: publishedEpochs,
      densityBlocks: { count: 10, draws: 500 },
      bandDraws: 1000,
    },
  },
  run,
  claims: regressionNoiseClaims,
  report: regressionNoiseReport,
};

async function* run(context: Context<RegressionNoiseSettings>): AsyncGenerator<Progress, RegressionNoiseResult, void> {
  const { settings, key } = context;
  const { densityBlocks, bandDraws } = settings;
  const sets = regressionSets(key, settings);
  const networks: NoiseNetwork[] = [];
  for (const likelihoodStdDev of settings.likelihoodStdDevs) networks.push(yield* runNetwork(context, sets, { likelihoodStdDev }));
  return { networks, points: shownPoints(sets), densityDraws: densityBlocks.count * densityBlocks.draws, bandDraws };
}

async function* runNetwork(
  context: Context<RegressionNoiseSettings>,
  sets: RegressionSets,
  { likelihoodStdDev }: { readonly likelihoodStdDev: number },
): AsyncGenerator<Progress, NoiseNetwork, void> {
  const { settings, key } = context;
  const { epochs, densityBlocks, bandDraws } = settings;
  const label = `likelihood sd ${likelihoodStdDev}`;
  // The network of the usual noise is the first of regression-priors, and is measured with the same draws.
  const id = likelihoodStdDev === defaultLikelihoodStdDev ? "gaussian-0" : `noise-${likelihoodStdDev}`;
  const network = { label, prior: { kind: "gaussian", minusLogStdDev: 0 }, epochs, run: 1, likelihoodStdDev } as const;
  const fitting = { setup: settings, train: sets.train, key };
  const { posterior, trace } = yield* context.fit(regressionFit(network, fitting));
  const untrained = await context.piece(`${id} untrained`, () => untrainedComplexity(network, fitting));
  const scores = yield* scoreRegression(context, { sets, posterior, trace, id, label, densityBlocks, bandDraws, likelihoodStdDev });
  posterior.dispose();
  const asPublished = epochs === publishedEpochs && isPublishedSetup(settings);
  return { likelihoodStdDev, epochs, asPublished, untrained, ...scores, trace: measuredRows(trace) };
}
