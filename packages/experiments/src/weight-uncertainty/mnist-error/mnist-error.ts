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
  question: "Do Bayesian networks err less often on MNIST than plain ones and dropout?",
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

/** A trained network on the test images; draws mean nothing to a point network, and it has no complexity: null. */
async function* perform(unit: NetworkUnit<TableNetworkName>, context: Context<MnistTraining>, shared: PreparedMnist) {
  const { network, units, epochs } = unit;
  const { posterior, trace } = yield* networkOf(unit, context, shared);
  const own = context.key.child("evaluate").child(network).child(units);
  const predictive = await predictClasses(posterior, { ...shared.test, draws: testDraws.stated, key: own.child("predict") });
  const stated = await scoreDraws(predictive, shared.test);
  const count = Math.min(testDraws.published, predictive.probabilities.shape[0]);
  const published = await scoreDraws(predictive, { ...shared.test, count });
  predictive.probabilities.dispose();
  const { size: weights } = posterior.model.network;
  const complexity = (await posterior.complexity?.(own.child("complexity")))?.value;
  posterior.dispose();
  return {
    network,
    units,
    epochs,
    errorStated: stated.errorPercent,
    errorPublished: published.errorPercent,
    nllPerDatum: stated.nllPerDatum,
    weights,
    /** KL[q || prior] in nats: before the first step, and at the end per weight. */
    untrainedComplexity: await untrainedComplexity(unit, context),
    complexityPerWeight: complexity === undefined ? null : complexity / weights,
    /** The wrong test images, with 50 draws. */
    wrong: stated.wrong,
    trace: trace.map(({ epoch, errorPercent, objective, nll, complexity: traced = null }) => {
      return { epoch, errorPercent, objective, nll: Number.isFinite(nll) ? nll : null, complexity: traced };
    }),
    /** With 10 draws, the first of the 50. */
    wrongPublished: published.wrong,
  };
}

function conclude(networks: readonly MnistErrorNetwork[], { settings }: Context<MnistTraining>) {
  const { trainImages, testImages, batchSize, learningRate, schedule } = settings;
  return { trainImages, testImages, batchSize, learningRate, schedule, networks };
}
