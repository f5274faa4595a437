import { type Context, chosen, experiment, type GivenOptions, type ResultOf } from "@credence/lab";
import { isPublishedSetup, type RegressionSets, type RegressionSetup, regressionSets, regressionSetup } from "../regression/fit.ts";
import { priorId, priorLabel, type RegressionNetwork, type RegressionPrior } from "../regression/networks.ts";
import { published } from "../regression/published.ts";
import { measuredWith, trainAndScore } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { regressionPriorsClaims } from "./claims.ts";
import { regressionPriorsFigures } from "./figures.ts";
import { gaussianPriors, mixturePriors } from "./groups.ts";
import { regressionPriorsTables } from "./tables.ts";

type Settings = RegressionSetup & {
  readonly cells: readonly { readonly prior: RegressionPrior; readonly epochs: number; readonly runs: number }[];
};

const publishedEpochs = (prior: RegressionPrior): number => published.number("epochs", priorId(prior));
const asPublished = (prior: RegressionPrior, runs: number) => ({ prior, epochs: publishedEpochs(prior), runs });
const oneRun = (epochs: number) => (prior: RegressionPrior) => ({ prior, epochs, runs: 1 });

/** Bayes by backprop on the regression curve of Blundell et al. under Gaussian and scale-mixture priors. */
export const regressionPriors = experiment({
  name: "regression-priors",
  source: "weight-uncertainty",
  shows: "Tables 1 and 2, Figures 10-13",
  question: "Which prior gives the best regression?",
  summary: "How the prior's width shapes a Bayesian regression: densities, bands, learning curves.",
  budgets: {
    smoke: { ...regressionSetup.smoke, cells: [gaussianPriors[0], gaussianPriors[2], mixturePriors[3]].map(oneRun(200)) },
    // The Gaussian cells have the source's own epochs, once instead of three times; the mixtures' 2,500 to 25,000 would need hours.
    default: {
      ...regressionSetup.default,
      cells: [...gaussianPriors.map((prior) => asPublished(prior, 1)), ...mixturePriors.map(oneRun(300))],
    },
    // The source ran each mixture once: three runs show how far its table is from another one.
    paper: { ...regressionSetup.paper, cells: [...gaussianPriors, ...mixturePriors].map((prior) => asPublished(prior, 3)) },
  },
  options: { cells: "only these priors of the budget, by commas: gaussian-0,mixture-1-6" },
  checkOptions: chosenCells,
  units: (given: GivenOptions<Settings>) =>
    chosenCells(given).flatMap(({ prior, epochs, runs }) =>
      Array.from({ length: runs }, (_, i) => ({
        name: runs > 1 ? `${priorId(prior)}-run-${i + 1}` : priorId(prior),
        network: { label: runs > 1 ? `${priorLabel(prior)}, run ${i + 1}` : priorLabel(prior), prior, run: i + 1, epochs },
      })),
    ),
  prepare: async ({ key, settings }) => regressionSets(key, settings),
  perform,
  conclude,
  claims: regressionPriorsClaims,
  figures: regressionPriorsFigures,
  tables: regressionPriorsTables,
});

/** Those of the budget that the option names, or all. */
function chosenCells({ settings: { cells }, options }: GivenOptions<Settings>): Settings["cells"] {
  const asked = chosen(
    "cells",
    options.cells,
    cells.map(({ prior }) => priorId(prior)),
  );
  return cells.filter(({ prior }) => asked.includes(priorId(prior)));
}

type Cell = { readonly name: string; readonly network: RegressionNetwork };

async function* perform({ name: id, network }: Cell, context: Context<Settings>, sets: RegressionSets) {
  const scored = yield* trainAndScore(context, sets, { id, ...network });
  /** Trained exactly as published: epochs, widths, data. */
  const asPublished = network.epochs === publishedEpochs(network.prior) && isPublishedSetup(context.settings);
  return { id, ...network, asPublished, ...scored, trace: measuredRows(scored.trace) };
}

export type RegressionCell = ResultOf<typeof perform>;
export type RegressionPriorsResult = ResultOf<typeof conclude>;

function conclude(cells: readonly RegressionCell[], { settings }: Context<Settings>, sets: RegressionSets) {
  return { cells, ...measuredWith(sets, settings) };
}
