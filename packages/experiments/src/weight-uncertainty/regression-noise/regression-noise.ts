import { type Context, experiment, type GivenOptions, type ResultOf, type Unit } from "@credence/lab";
import { isPublishedSetup, type RegressionSets, type RegressionSetup, regressionSets, regressionSetup } from "../regression/fit.ts";
import { measuredWith, trainAndScore } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { regressionNoiseClaims } from "./claims.ts";
import { regressionNoiseFigures, regressionNoiseTables } from "./figures.ts";
import { recordOf } from "./published.ts";

type Settings = RegressionSetup & { readonly likelihoodStdDevs: readonly number[]; readonly epochs: number };

const published = { likelihoodStdDevs: [0.01, 0.1, 1], epochs: 1500 };

/** What the noise of the likelihood, which one usually has to guess, does to a Bayesian regression under N(0, 1). */
export const regressionNoise = experiment({
  name: "regression-noise",
  source: "weight-uncertainty",
  shows: "Figures 8 and 9",
  question: "Which likelihood noise suits the regression?",
  summary: "A Bayesian regression whose likelihood is told too little, enough or too much noise: bands and bounds.",
  budgets: {
    smoke: { ...regressionSetup.smoke, ...published, epochs: 200 },
    default: { ...regressionSetup.default, ...published },
    paper: { ...regressionSetup.paper, ...published },
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
  const { epochs } = context.settings;
  // The network of the usual noise is the first of regression-priors, and is measured with the same draws.
  const network = { id: recordOf(likelihoodStdDev), prior: { kind: "gaussian", minusLogStdDev: 0 }, run: 1, likelihoodStdDev } as const;
  const scored = yield* trainAndScore(context, sets, { ...network, epochs, label: `likelihood sd ${likelihoodStdDev}` });
  /** Trained exactly as published: epochs, widths, data. */
  const asPublished = epochs === published.epochs && isPublishedSetup(context.settings);
  return { likelihoodStdDev, epochs, asPublished, ...scored, trace: measuredRows(scored.trace) };
}

export type NoiseNetwork = ResultOf<typeof perform>;
export type RegressionNoiseResult = ResultOf<typeof conclude>;

function conclude(networks: readonly NoiseNetwork[], { settings }: Context<Settings>, sets: RegressionSets) {
  return { networks, ...measuredWith(sets, settings) };
}
