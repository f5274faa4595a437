import { key } from "@credence/tensor";
import { normal } from "../../distributions/normal.ts";
import { initialParameters } from "../../inference/training/initial-parameters.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { type Model, model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";

/** Two inputs, four hidden units (smooth, so that differences have a limit), three classes. */
export const smallClassifier = ({ dropout = 0 }: { readonly dropout?: number } = {}): Model<CategoricalPredictive> =>
  model({
    network: mlp({ inputs: 2, hidden: [4], outputs: 3, activation: "tanh", dropout }),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: categoricalLikelihood(),
  });

/** Weights of some size for it. */
export const trainedArrays = ({ network }: Model, seed: number) =>
  initialParameters(network, { family: "point", initialization: { mean: [-2, 2], rho: [-5, -4] }, key: key(seed) });
