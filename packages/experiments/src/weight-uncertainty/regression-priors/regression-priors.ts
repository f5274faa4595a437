import { badInput, type Context, experiment, type GivenOptions, type ResultOf } from "@credence/lab";
import {
  isPublishedSetup,
  type RegressionSets,
  type RegressionSetup,
  regressionFit,
  regressionSets,
  regressionSetup,
  untrainedComplexity,
} from "../regression/fit.ts";
import { priorId, priorLabel, type RegressionPrior } from "../regression/networks.ts";
import { published } from "../regression/published.ts";
import { scoreRegression, shownPoints } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { regressionPriorsClaims } from "./claims.ts";
import { regressionPriorsFigures } from "./figures.ts";
import { regressionPriorsTables } from "./tables.ts";

type Settings = RegressionSetup & {
  readonly cells: readonly { readonly prior: RegressionPrior; readonly epochs: number; readonly runs: number }[];
  /** Draws behind the tables, in blocks of equally many, each a piece of the result. */
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly bandDraws: number;
};

const gaussians: readonly RegressionPrior[] = [0, 1, 2].map((minusLogStdDev) => ({ kind: "gaussian", minusLogStdDev }));
const mixtures: readonly RegressionPrior[] = [0, 1, 2].flatMap((minusLogStdDev1) =>
  [6, 7, 8].map((minusLogStdDev2) => ({ kind: "mixture" as const, minusLogStdDev1, minusLogStdDev2 })),
);
const publishedEpochs = (prior: RegressionPrior): number => published.number("epochs", priorId(prior));
const asPublished = (prior: RegressionPrior, runs: number) => ({ prior, epochs: publishedEpochs(prior), runs });

/** Bayes by backprop on the regression curve of Blundell et al. under Gaussian and scale-mixture priors. */
export const regressionPriors = experiment({
  name: "regression-priors",
  source: "weight-uncertainty",
  shows: "Tables 1 and 2, Figures 10-13",
  summary: "How the prior's width shapes a Bayesian regression: densities, bands, learning curves.",
  budgets: {
    smoke: {
      ...regressionSetup.smoke,
      cells: [gaussians[0], gaussians[2], mixtures[3]].map((prior) => ({ prior, epochs: 200, runs: 1 })),
      densityBlocks: { count: 1, draws: 100 },
      bandDraws: 100,
    },
    // The Gaussian cells have the source's own epochs, once instead of three times; the mixtures' 2,500 to 25,000 would need hours.
    default: {
      ...regressionSetup.default,
      cells: [...gaussians.map((prior) => asPublished(prior, 1)), ...mixtures.map((prior) => ({ prior, epochs: 300, runs: 1 }))],
      densityBlocks: { count: 2, draws: 500 },
      bandDraws: 500,
    },
    // The source ran each mixture once: three runs show how far its table is from another one.
    paper: {
      ...regressionSetup.paper,
      cells: [...gaussians, ...mixtures].map((prior) => asPublished(prior, 3)),
      densityBlocks: { count: 10, draws: 500 },
      bandDraws: 1000,
    },
  },
  options: { cells: "only these priors of the budget, by commas: gaussian-0,mixture-1-6" },
  checkOptions: chosenCells,
  units: (given: GivenOptions<Settings>) =>
    chosenCells(given).flatMap(({ prior, epochs, runs }) =>
      Array.from({ length: runs }, (_, i) => ({
        name: runs > 1 ? `${priorId(prior)}-run-${i + 1}` : priorId(prior),
        network: { label: runs > 1 ? `${priorLabel(prior)}, run ${i + 1}` : priorLabel(prior), prior, epochs, run: i + 1 },
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
function chosenCells({ settings, options, budget }: GivenOptions<Settings>): Settings["cells"] {
  if (options.cells === undefined) return settings.cells;
  const known = settings.cells.map(({ prior }) => priorId(prior));
  const asked = options.cells.split(",").map((id) => id.trim());
  const unknown = asked.filter((id) => !known.includes(id));
  if (unknown.length > 0)
    throw badInput(
      `regression-priors: --option cells names "${unknown[0]}", expected of the budget ${budget}: ${known.join(", ")}, several by commas`,
    );
  return settings.cells.filter(({ prior }) => asked.includes(priorId(prior)));
}

type Network = { readonly label: string; readonly prior: RegressionPrior; readonly epochs: number; readonly run: number };

async function* perform(
  { name: id, network }: { readonly name: string; readonly network: Network },
  context: Context<Settings>,
  sets: RegressionSets,
) {
  const { settings, key } = context;
  const { densityBlocks, bandDraws } = settings;
  const { label, prior, run, epochs } = network;
  const fitting = { setup: settings, train: sets.train, key };
  const { posterior, trace } = yield* context.fit(regressionFit(network, fitting));
  const untrained = await untrainedComplexity(network, fitting);
  const scores = yield* scoreRegression(context, { sets, posterior, trace, id, label, densityBlocks, bandDraws });
  posterior.dispose();
  /** Trained exactly as published: epochs, widths, data. */
  const asPublished = epochs === publishedEpochs(prior) && isPublishedSetup(settings);
  return { id, label, prior, run, epochs, asPublished, untrained, ...scores, trace: measuredRows(trace) };
}

export type RegressionCell = ResultOf<typeof perform>;
export type RegressionPriorsResult = ResultOf<typeof conclude>;

function conclude(cells: readonly RegressionCell[], { settings: { densityBlocks, bandDraws } }: Context<Settings>, sets: RegressionSets) {
  return { cells, points: shownPoints(sets), densityDraws: densityBlocks.count * densityBlocks.draws, bandDraws };
}
