import { type Context, experiment, type GivenOptions, type ResultOf, type Unit } from "@credence/lab";
import {
  isPublishedSetup,
  type RegressionSets,
  type RegressionSetup,
  regressionFit,
  regressionSets,
  regressionSetup,
  untrainedComplexity,
} from "../regression/fit.ts";
import { scoreRegression, shownPoints } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { regressionNoiseClaims } from "./claims.ts";
import { regressionNoiseFigures, regressionNoiseTables } from "./figures.ts";
import { recordOf } from "./published.ts";

type Settings = RegressionSetup & {
  readonly likelihoodStdDevs: readonly number[];
  readonly epochs: number;
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly bandDraws: number;
};

const published = { likelihoodStdDevs: [0.01, 0.1, 1], epochs: 1500 };

/** What the noise of the likelihood, which one usually has to guess, does to a Bayesian regression under N(0, 1). */
export const regressionNoise = experiment({
  name: "regression-noise",
  source: "weight-uncertainty",
  shows: "Figures 8 and 9",
  summary: "A Bayesian regression whose likelihood is told too little, enough or too much noise: bands and bounds.",
  budgets: {
    smoke: { ...regressionSetup.smoke, ...published, epochs: 200, densityBlocks: { count: 1, draws: 100 }, bandDraws: 100 },
    default: { ...regressionSetup.default, ...published, densityBlocks: { count: 2, draws: 500 }, bandDraws: 500 },
    paper: { ...regressionSetup.paper, ...published, densityBlocks: { count: 10, draws: 500 }, bandDraws: 1000 },
  },
  units: ({ settings }: GivenOptions<Settings>) =>
    settings.likelihoodStdDevs.map((likelihoodStdDev) => ({ name: `noise-${likelihoodStdDev}`, likelihoodStdDev })),
  prepare: async ({ key, settings }) => regressionSets(key, settings),
  perform,
  conclude,
  claims: regressionNoiseClaims,
  figures: regressionNoiseFigures,
  tables: regressionNoiseTables,
});

type Noise = Unit & { readonly likelihoodStdDev: number };

async function* perform({ likelihoodStdDev }: Noise, context: Context<Settings>, sets: RegressionSets) {
  const { settings, key } = context;
  const { epochs, densityBlocks, bandDraws } = settings;
  const label = `likelihood sd ${likelihoodStdDev}`;
  // The network of the usual noise is the first of regression-priors, and is measured with the same draws.
  const id = recordOf(likelihoodStdDev);
  const network = { label, prior: { kind: "gaussian", minusLogStdDev: 0 }, epochs, run: 1, likelihoodStdDev } as const;
  const fitting = { setup: settings, train: sets.train, key };
  const { posterior, trace } = yield* context.fit(regressionFit(network, fitting));
  const untrained = await untrainedComplexity(network, fitting);
  const scores = yield* scoreRegression(context, { sets, posterior, trace, id, label, densityBlocks, bandDraws, likelihoodStdDev });
  posterior.dispose();
  /** Trained exactly as published: epochs, widths, data. */
  const asPublished = epochs === published.epochs && isPublishedSetup(settings);
  return { likelihoodStdDev, epochs, asPublished, untrained, ...scores, trace: measuredRows(trace) };
}

export type NoiseNetwork = ResultOf<typeof perform>;
export type RegressionNoiseResult = ResultOf<typeof conclude>;

function conclude(networks: readonly NoiseNetwork[], { settings: { densityBlocks, bandDraws } }: Context<Settings>, sets: RegressionSets) {
  return { networks, points: shownPoints(sets), densityDraws: densityBlocks.count * densityBlocks.draws, bandDraws };
}
