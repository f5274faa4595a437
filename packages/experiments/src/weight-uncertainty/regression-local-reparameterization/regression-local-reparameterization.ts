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
import { rounded } from "../regression/measures.ts";
import { priorId, priorLabel, type RegressionEstimator, type RegressionPrior } from "../regression/networks.ts";
import { scoreRegression, shownPoints } from "../regression/scores.ts";
import { measuredRows } from "../regression/trace.ts";
import { differenceVariance } from "../regression/verdicts.ts";
import { localReparameterizationClaims } from "./claims.ts";
import { localReparameterizationReport } from "./report.ts";
import type { LocalReparameterizationResult, TrainedPair, TrainedSide } from "./result.ts";

export type LocalReparameterizationSettings = RegressionSetup & {
  readonly priors: readonly RegressionPrior[];
  readonly epochs: number;
  readonly densityBlocks: { readonly count: number; readonly draws: number };
  readonly bandDraws: number;
};

const publishedEpochs = 1500;
const gaussian = (minusLogStdDev: number): RegressionPrior => ({ kind: "gaussian", minusLogStdDev });

/** The local reparameterisation trick against one draw of weights for the whole minibatch, prior by prior. */
export const regressionLocalReparameterization: Experiment<LocalReparameterizationResult, LocalReparameterizationSettings> = {
  name: "regression-local-reparameterization",
  source: "weight-uncertainty",
  shows: "Figures 14 and 15",
  summary: "Noise on pre-activations instead of weights: what it does to the bound, the gradient's noise and the prediction.",
  budgets: {
    smoke: {
      ...regressionSetup.smoke,
      priors: [gaussian(0)],
      epochs: 200,
      densityBlocks: { count: 1, draws: 100 },
      bandDraws: 100,
    },
    // The two priors of which the source prints a number; the third waits for the paper's budget.
    default: {
      ...regressionSetup.default,
      priors: [gaussian(0), gaussian(1)],
      epochs: publishedEpochs,
      densityBlocks: { count: 2, draws: 500 },
      bandDraws: 500,
    },
    paper: {
      ...regressionSetup.paper,
      priors: [gaussian(0), gaussian(1), gaussian(2)],
      epochs: publishedEpochs,
      densityBlocks: { count: 10, draws: 500 },
      bandDraws: 1000,
    },
  },
  run,
  claims: localReparameterizationClaims,
  report: localReparameterizationReport,
};

async function* run(context: Context<LocalReparameterizationSettings>): AsyncGenerator<Progress, LocalReparameterizationResult, void> {
  const { settings, key } = context;
  const { epochs, densityBlocks, bandDraws } = settings;
  const sets = regressionSets(key, settings);
  const pairs: TrainedPair[] = [];
  for (const prior of settings.priors) {
    const without = yield* runSide(context, sets, { prior, estimator: "shared" });
    const reparameterized = yield* runSide(context, sets, { prior, estimator: "local" });
    const asPublished = epochs === publishedEpochs && isPublishedSetup(settings);
    const [id, label] = [priorId(prior), priorLabel(prior)];
    const untrained = await context.piece(`${id} untrained`, () =>
      untrainedComplexity({ label, prior, epochs, run: 1 }, { setup: settings, key }),
    );
    pairs.push({ id, label, prior, epochs, asPublished, untrained, without, with: reparameterized });
  }
  return { pairs, points: shownPoints(sets), densityDraws: densityBlocks.count * densityBlocks.draws, bandDraws };
}

async function* runSide(
  context: Context<LocalReparameterizationSettings>,
  sets: RegressionSets,
  { prior, estimator }: { readonly prior: RegressionPrior; readonly estimator: RegressionEstimator },
): AsyncGenerator<Progress, TrainedSide, void> {
  const { epochs, densityBlocks, bandDraws } = context.settings;
  const label = estimator === "local" ? `${priorLabel(prior)}, with the trick` : priorLabel(prior);
  // Without the trick it is the first network of regression-priors, and is measured with the same draws.
  const id = estimator === "local" ? `local-${priorId(prior)}` : priorId(prior);
  const network = { label, prior, epochs, run: 1, estimator };
  const { posterior, trace } = yield* context.fit(regressionFit(network, { setup: context.settings, train: sets.train, key: context.key }));
  const scored = { sets, posterior, trace, id, label, densityBlocks, bandDraws };
  const { kept, published, stated, bands } = yield* scoreRegression(context, scored);
  posterior.dispose();
  const objectives = trace.map(({ objective }) => objective);
  return {
    kept,
    published,
    stated,
    bands,
    trace: measuredRows(trace),
    objectives: rounded(objectives),
    differenceVariance: differenceVariance(objectives),
    lateDifferenceVariance: differenceVariance(objectives.slice(objectives.length / 2)),
  };
}
