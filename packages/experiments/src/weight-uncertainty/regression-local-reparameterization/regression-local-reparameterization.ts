import { type Context, experiment, type GivenOptions, type ResultOf, type Unit } from "@credence/lab";
import { isPublishedSetup, type RegressionSets, type RegressionSetup, regressionSets, regressionSetup } from "../regression/fit.ts";

import { priorId, priorLabel, type RegressionPrior, rounded } from "../regression/networks.ts";
import { measuredWith, trainAndScore } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { differenceVariance } from "../regression/verdicts.ts";
import { localReparameterizationClaims } from "./claims.ts";
import { localReparameterizationFigures, localReparameterizationTables } from "./figures.ts";
import { networkOf, type Side, sides } from "./published.ts";

const publishedEpochs = 1500;
const gaussians = [0, 1, 2].map((minusLogStdDev): RegressionPrior => ({ kind: "gaussian", minusLogStdDev }));

type Settings = RegressionSetup & { readonly priors: readonly RegressionPrior[]; readonly epochs: number };

/** The local reparameterisation trick against one draw of weights for the whole minibatch, prior by prior. */
export const regressionLocalReparameterization = experiment({
  name: "regression-local-reparameterization",
  source: "weight-uncertainty",
  shows: "Figures 14 and 15",
  question: "What does local reparameterisation gain?",
  summary: "Noise on pre-activations instead of weights: what it does to the bound, the gradient's noise and the prediction.",
  budgets: {
    smoke: { ...regressionSetup.smoke, priors: gaussians.slice(0, 1), epochs: 200 },
    // The two priors of which the source prints a number; the third waits for the paper's budget.
    default: { ...regressionSetup.default, priors: gaussians.slice(0, 2), epochs: publishedEpochs },
    paper: { ...regressionSetup.paper, priors: gaussians, epochs: publishedEpochs },
  },
  units: ({ settings }: GivenOptions<Settings>) =>
    settings.priors.flatMap((prior) => sides.map((side) => ({ name: networkOf(side, priorId(prior)), prior, side }))),
  prepare: async ({ key, settings }) => regressionSets(key, settings),
  perform,
  conclude,
  claims: localReparameterizationClaims,
  figures: localReparameterizationFigures,
  tables: localReparameterizationTables,
});

type Network = Unit & { readonly prior: RegressionPrior; readonly side: Side };

async function* perform({ name: id, prior, side }: Network, context: Context<Settings>, sets: RegressionSets) {
  const { epochs } = context.settings;
  const label = side === "with" ? `${priorLabel(prior)}, with the trick` : priorLabel(prior);
  // Without the trick it is the first network of regression-priors, and is measured with the same draws.
  const network = { id, label, prior, epochs, run: 1, estimator: side === "with" ? "local" : "shared" } as const;
  const { untrained, trace, kept, published, stated, bands } = yield* trainAndScore(context, sets, network);
  const objectives = trace.map(({ objective }) => objective);
  return {
    untrained,
    trained: {
      ...{ kept, published, stated, bands },
      trace: measuredRows(trace),
      /** Of the last minibatch of every epoch, from the first, nats; rounded for the figure. */
      objectives: rounded(objectives),
      /** Variance of the differences between consecutive ones, before rounding. */
      differenceVariance: differenceVariance(objectives),
      /** The same without the first half of training, to which the fall of the first epochs belongs. */
      lateDifferenceVariance: differenceVariance(objectives.slice(objectives.length / 2)),
    },
  };
}

/** A network trained one way. */
export type TrainedSide = ResultOf<typeof perform>["trained"];
export type LocalReparameterizationResult = ResultOf<typeof conclude>;
/** The same initial weights and minibatches, without the trick and with it. */
export type TrainedPair = LocalReparameterizationResult["pairs"][number];

function conclude(networks: readonly ResultOf<typeof perform>[], { settings }: Context<Settings>, sets: RegressionSets) {
  const { priors, epochs } = settings;
  /** Trained as published: epochs, widths, data; with the trick, but for the noise of the biases, which is an example's own here. */
  const asPublished = epochs === publishedEpochs && isPublishedSetup(settings);
  const pairs = priors.map((prior, i) => {
    const [without, reparameterized] = networks.slice(2 * i, 2 * i + 2);
    const named = { id: priorId(prior), label: priorLabel(prior), prior, epochs, asPublished, untrained: without.untrained };
    return { ...named, without: without.trained, with: reparameterized.trained };
  });
  return { pairs, ...measuredWith(sets, settings) };
}
