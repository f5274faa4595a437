import { type Context, experiment, type ResultOf } from "@credence/lab";
import type { MnistNetworkName } from "../mnist/networks.ts";
import { type MnistTraining, mnistTraining } from "../mnist/training.ts";
import {
  byTraining,
  type NetworkUnit,
  networkOf,
  onMnistNetworks,
  type PreparedMnist,
  shorterUnits,
  sourceUnits,
  subjectOf,
  trainedUnits,
} from "../mnist/units.ts";
import { mnistWeightsClaims } from "./claims.ts";
import { weightDensities } from "./densities.ts";
import { mnistWeightsFigures, mnistWeightsTables } from "./figures.ts";

/** Of all weights of a Bayesian network. */
const draws = 10;

/** Those of Figures 16 and 17. */
const networks: readonly MnistNetworkName[] = ["bnn-gaussian", "bnn-mixture", "bnn-laplace", "dnn-dropout", "dnn"];

/** Figures 16 and 17: how trained weights are distributed, under three priors, with dropout, and in a plain network. */
export const mnistWeights = experiment({
  ...onMnistNetworks,
  name: "mnist-weights",
  shows: "Figures 16 and 17",
  question: "How are the trained weights distributed?",
  summary: "Densities of the trained weights under a Gaussian, a mixture and a Laplace prior, with dropout, and of a plain network.",
  budgets: mnistTraining,
  units: (given) => [...trainedUnits(given, networks), ...sourceUnits(given, networks), ...shorterUnits(given, ["bnn-gaussian"])],
  perform,
  conclude,
  claims: mnistWeightsClaims,
  figures: mnistWeightsFigures,
  tables: mnistWeightsTables,
});

export type MnistWeightsResult = ResultOf<typeof conclude>;
export type NetworkWeights = ResultOf<typeof perform>;

async function* perform(unit: NetworkUnit, context: Context<MnistTraining>, shared: PreparedMnist) {
  const fitted = yield* networkOf(unit, context, shared);
  const densities = await weightDensities(fitted.posterior, { draws, key: context.key.child("weights").child(unit.name) });
  fitted.posterior.dispose();
  return { ...subjectOf(unit, fitted), ...densities };
}

function conclude(all: readonly NetworkWeights[], { settings: { trainImages } }: Context<MnistTraining>) {
  return { trainImages, ...byTraining(all) };
}
