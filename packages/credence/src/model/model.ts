import type { Distribution } from "../distributions/distribution.ts";
import { distributionFromJSON } from "../distributions/from-json.ts";
import { networkFromJSON } from "../nn/from-json.ts";
import type { LayerDescription } from "../nn/layer.ts";
import type { Network } from "../nn/network.ts";
import type { Predictive } from "../predictive/predictive.ts";
import { likelihoodFromJSON } from "./likelihoods/from-json.ts";
import { expectLikelihood, type Likelihood, type LikelihoodDescription } from "./likelihoods/likelihood.ts";

/**
 * What is assumed before data: a network, a prior over each of its weights (biases included), and a likelihood of the targets. Its type
 * keeps what the likelihood predicts: `predict` on a posterior of a `Model<CategoricalPredictive>` gives a `CategoricalPredictive`.
 */
export interface Model<P extends Predictive = Predictive> {
  readonly network: Network;
  readonly prior: Distribution;
  readonly likelihood: Likelihood<P>;
  toJSON(): ModelDescription;
}

export interface ModelDescription {
  readonly network: { readonly layers: readonly LayerDescription[] };
  readonly prior: { readonly kind: string };
  readonly likelihood: LikelihoodDescription;
}

/**
 * Puts the three together; the prior is the same, independent density for every weight.
 * @throws for a likelihood of one's own that lacks what fitting, predicting or saving asks of it
 */
export function model<P extends Predictive>({
  network,
  prior,
  likelihood,
}: {
  readonly network: Network;
  readonly prior: Distribution;
  readonly likelihood: Likelihood<P>;
}): Model<P> {
  expectLikelihood("model", likelihood);
  return {
    network,
    prior,
    likelihood,
    toJSON: () => ({ network: network.toJSON(), prior: prior.toJSON(), likelihood: likelihood.toJSON() }) as ModelDescription,
  };
}

/** Builds a model again from `model.toJSON()`. @throws for layers and likelihoods that are not the library's */
export const modelFromJSON = (description: ModelDescription): Model =>
  model({
    network: networkFromJSON(description.network),
    prior: distributionFromJSON(description.prior as never),
    likelihood: likelihoodFromJSON(description.likelihood),
  });
