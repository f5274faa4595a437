import { type Context, experiment, type ResultOf } from "@credence/lab";
import { untrainedComplexity } from "../mnist/fit.ts";
import { mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { type MnistTraining, mnistOptions, mnistSizes, mnistTraining } from "../mnist/training.ts";
import { type NetworkUnit, networkOf, type PreparedMnist, prepareMnist, trainedUnits } from "../mnist/units.ts";
import { mnistErrorClaims } from "./claims.ts";
import { mnistErrorFigures } from "./figures.ts";
import { mnistErrorTables } from "./tables.ts";

/** Weight draws averaged at test: what the text says, and what the code does. */
const testDraws = { stated: 50, published: 10 };

/** Table 3 and Figure 18: test errors of two Bayesian networks, a plain one and one with dropout, on MNIST. */
export const mnistError = experiment({
  name: "mnist-error",
  source: "weight-uncertainty",
  shows: "Table 3, Figure 18",
  summary: "Test error on MNIST of Bayes by backprop under two priors, of a plain network and of dropout, and how it falls in training.",
  budgets: mnistTraining,
  options: mnistOptions,
  checkOptions: mnistSizes,
  units: (given) => trainedUnits(given, mnistNetworkNames),
  prepare: prepareMnist,
  perform,
  conclude,
  claims: mnistErrorClaims,
  figures: mnistErrorFigures,
  tables: mnistErrorTables,
});

export type MnistErrorResult = ResultOf<typeof conclude>;
export type MnistErrorNetwork = ResultOf<typeof perform>;

/** A trained network on the test images. */
async function* perform(unit: NetworkUnit<TableNetworkName>, context: Context<MnistTraining>, shared: PreparedMnist) {
  const { network, units, epochs } = unit;
  const { posterior, trace } = yield* networkOf(unit, context, shared);
  const own = context.key.child("evaluate").child(network).child(units);
  const predictive = await predictClasses(posterior, { ...shared.test, draws: testDraws.stated, key: own.child("predict") });
  const stated = await scoreDraws(predictive, shared.test);
  // A point network is one function, whatever the number of draws.
  const count = Math.min(testDraws.published, predictive.probabilities.shape[0]);
  const published = await scoreDraws(predictive, { ...shared.test, count });
  predictive.probabilities.dispose();
  const weights = posterior.model.network.size;
  const complexity = await posterior.complexity?.(own.child("complexity"));
  const evaluated = {
    network,
    units,
    epochs,
    /** Test error in % of the mean over 50 draws and over 10; equal for point networks. */
    errorStated: stated.errorPercent,
    errorPublished: published.errorPercent,
    /** With 50 draws, nats per datum; null where a label was given probability 0. */
    nllPerDatum: stated.nllPerDatum,
    weights,
    /** KL[q || prior] before the first step, nats, and per weight at the end; null for point networks. */
    untrainedComplexity: await untrainedComplexity(unit, context),
    complexityPerWeight: complexity === undefined ? null : complexity / weights,
    /** The wrong test images, with 50 draws. */
    wrong: stated.wrong,
    trace: trace.map((row) => ({
      epoch: row.epoch,
      errorPercent: row.errorPercent,
      objective: row.objective,
      nll: Number.isFinite(row.nll) ? row.nll : null,
      complexity: (row.complexity as number | undefined) ?? null,
    })),
    /** With 10 draws, the first of the 50. */
    wrongPublished: published.wrong,
  };
  posterior.dispose();
  return evaluated;
}

function conclude(networks: readonly MnistErrorNetwork[], { settings }: Context<MnistTraining>) {
  const { trainImages, testImages, batchSize, learningRate, schedule } = settings;
  return { trainImages, testImages, batchSize, learningRate, schedule, networks };
}
