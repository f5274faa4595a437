import type { Context, Experiment, Progress } from "@credence/lab";
import {
  type MnistTraining,
  mnistFit,
  mnistNetworkNames,
  mnistOptions,
  mnistParts,
  mnistTensors,
  mnistTraining,
  mnistTrainingOf,
  type TableNetworkName,
  untrainedComplexity,
} from "../mnist/networks.ts";
import { predictClasses, scoreDraws } from "../mnist/score-draws.ts";
import { mnistErrorClaims } from "./claims.ts";
import { mnistErrorReport } from "./report.ts";
import type { MnistErrorNetwork, MnistErrorResult } from "./result.ts";

export interface MnistErrorSettings extends MnistTraining {
  /** Weight draws averaged at test: what the text says, and what the code does. */
  readonly testDraws: { readonly stated: number; readonly published: number };
}

const testDraws = { stated: 50, published: 10 };

/** Table 3 and Figure 18: test errors of two Bayesian networks, a plain one and one with dropout, on MNIST. */
export const mnistError: Experiment<MnistErrorResult, MnistErrorSettings> = {
  name: "mnist-error",
  source: "weight-uncertainty",
  shows: "Table 3, Figure 18",
  summary: "Test error on MNIST of Bayes by backprop under two priors, of a plain network and of dropout, and how it falls in training.",
  budgets: {
    smoke: { ...mnistTraining.smoke, testDraws },
    default: { ...mnistTraining.default, testDraws },
    paper: { ...mnistTraining.paper, testDraws },
  },
  options: mnistOptions,
  checkOptions: mnistTrainingOf,
  parts: mnistParts,
  run,
  claims: mnistErrorClaims,
  report: mnistErrorReport,
};

async function* run(context: Context<MnistErrorSettings>): AsyncGenerator<Progress, MnistErrorResult, void> {
  const { key } = context;
  const settings = mnistTrainingOf(context);
  const { trainImages, testImages, batchSize, learningRate, schedule } = settings;
  const { train, test } = await mnistTensors(context, settings);
  const networks: MnistErrorNetwork[] = [];
  for (const units of settings.units) {
    for (const network of mnistNetworkNames) {
      const { posterior, trace } = yield* context.fit(mnistFit(network, units, { training: settings, train, test, key }));
      const evaluated = await context.piece(`${network}-${units}`, () => evaluate(network, units));
      const wrongPublished = posterior.support
        ? evaluated.wrong
        : await context.piece(`${network}-${units}-published`, () => wrongAsPublished(network, units));
      networks.push({ ...evaluated, wrongPublished });
      posterior.dispose();

      /** A prediction of ten draws has the first ten of fifty. */
      async function wrongAsPublished(network: TableNetworkName, units: number): Promise<readonly number[]> {
        const own = key.child("evaluate").child(network).child(units);
        const predictive = await predictClasses(posterior, { x: test.x, draws: settings.testDraws.published, key: own.child("predict") });
        const { wrong } = await scoreDraws(predictive, { y: test.y });
        predictive.probabilities.dispose();
        return wrong;
      }

      async function evaluate(network: TableNetworkName, units: number): Promise<Omit<MnistErrorNetwork, "wrongPublished">> {
        const own = key.child("evaluate").child(network).child(units);
        const predictive = await predictClasses(posterior, { x: test.x, draws: settings.testDraws.stated, key: own.child("predict") });
        const stated = await scoreDraws(predictive, { y: test.y });
        // A point network is one function, whatever the number of draws.
        const count = Math.min(settings.testDraws.published, predictive.probabilities.shape[0]);
        const published = await scoreDraws(predictive, { y: test.y, count });
        predictive.probabilities.dispose();
        const complexity = await posterior.complexity?.(own.child("complexity"));
        return {
          network,
          units,
          epochs: settings.epochs[network][settings.units.indexOf(units)],
          errorStated: stated.errorPercent,
          errorPublished: published.errorPercent,
          nllPerDatum: stated.nllPerDatum,
          weights: posterior.model.network.size,
          untrainedComplexity: await untrainedComplexity(network, units, { training: settings, key }),
          complexityPerWeight: complexity === undefined ? null : complexity / posterior.model.network.size,
          wrong: stated.wrong,
          trace: trace.map(({ epoch, errorPercent, objective, nll, complexity }) => ({
            epoch,
            errorPercent,
            objective,
            nll: Number.isFinite(nll) ? nll : null,
            complexity: complexity ?? null,
          })),
        };
      }
    }
  }
  return { trainImages, testImages, batchSize, learningRate, schedule, networks };
}
