import type { Distribution } from "../distributions/distribution.ts";
import { distributionFromJSON } from "../distributions/from-json.ts";
import { networkFromJSON } from "../nn/from-json.ts";
import type { LayerDescription } from "../nn/layer.ts";
import type { Network } from "../nn/network.ts";
import { type Likelihood, type LikelihoodDescription, likelihoodFromJSON } from "./likelihood.ts";

/** What is assumed before data: a network, a prior over each of its weights (biases included), and a likelihood of the targets. */
export interface Model {
  readonly network: Network;
  readonly prior: Distribution;
  readonly likelihood: Likelihood;
  toJSON(): ModelDescription;
}

export interface ModelDescription {
  readonly network: { readonly layers: readonly LayerDescription[] };
  readonly prior: { readonly kind: string };
  readonly likelihood: LikelihoodDescription;
}

/** Puts the three together; the prior is the same, independent density for every weight. */
export const model = ({ network, prior, likelihood }: { network: Network; prior: Distribution; likelihood: Likelihood }): Model => ({
  network,
  prior,
  likelihood,
  toJSON: () => ({ network: network.toJSON(), prior: prior.toJSON(), likelihood: likelihood.toJSON() }) as ModelDescription,
});

/** Builds a model again from `model.toJSON()`. */
export const modelFromJSON = (description: ModelDescription): Model =>
  model({
    network: networkFromJSON(description.network),
    prior: distributionFromJSON(description.prior as never),
    likelihood: likelihoodFromJSON(description.likelihood),
  });
