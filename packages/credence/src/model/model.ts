import { printedAs } from "@credence/tensor";
import { networkFromJSON } from "../nn/from-json.ts";
import type { LayerDescription } from "../nn/layer.ts";
import { expectNetwork, type Network } from "../nn/network.ts";
import { networkText } from "../nn/sequential.ts";
import type { Predictive } from "../predictive/predictive.ts";
import { expectForm, expectOptions } from "../settings.ts";
import { likelihoodFromJSON } from "./likelihoods/from-json.ts";
import { expectLikelihood, type Likelihood, type LikelihoodDescription } from "./likelihoods/likelihood.ts";
import { expectPrior, expectPriorsFit, type Prior, priorFromJSON } from "./priors.ts";

/**
 * What is assumed before data: a network, a prior over each of its weights (biases included), and a likelihood of the targets. Its type
 * keeps what the likelihood predicts: `predict` on a posterior of a `Model<CategoricalPredictive>` gives a `CategoricalPredictive`.
 */
export interface Model<P extends Predictive = Predictive> {
  readonly network: Network;
  /** One density for every weight, or one by role and layer; `priorOf` tells that of one array. */
  readonly prior: Prior;
  readonly likelihood: Likelihood<P>;
  toJSON(): ModelDescription;
}

export interface ModelDescription {
  readonly network: { readonly layers: readonly LayerDescription[] };
  readonly prior: { readonly kind: string };
  readonly likelihood: LikelihoodDescription;
}

/** What a model is made of. */
interface ModelParts<P extends Predictive> {
  /** The function. */
  readonly network: Network;
  /** Density of its weights. */
  readonly prior: Prior;
  /** What its outputs say about the targets. */
  readonly likelihood: Likelihood<P>;
}

/** @throws unless it is a model, as `model` makes it */
export function expectModel(where: string, given: Model): void {
  expectForm(where, "model", given, { methods: ["toJSON"], expected: "what model({ network, prior, likelihood }) makes" });
  expectNetwork(`${where}: model`, given.network);
  expectForm(`${where}: model`, "likelihood", given.likelihood, {
    methods: ["negativeLogProb", "predictive"],
    expected: "a likelihood, such as categoricalLikelihood()",
  });
}

/**
 * Puts the three together. Weights are independent under the prior: one density for all of them, or `priors` by role and layer.
 * @throws for a likelihood of one's own that lacks what fitting, predicting or saving asks of it, and for priors of layers without weights
 */
export function model<P extends Predictive>(parts: ModelParts<P>): Model<P> {
  // toJSON is that of a model whose parts are changed: model({ ...other, prior })
  expectOptions<ModelParts<P> & Partial<Pick<Model, "toJSON">>>("model", parts, {
    network: true,
    prior: true,
    likelihood: true,
    toJSON: true,
  });
  const { network, prior, likelihood } = parts;
  expectNetwork("model", network);
  expectPrior("model", prior);
  expectLikelihood("model", likelihood);
  expectPriorsFit(prior, network);
  const made: Model<P> = {
    network,
    prior,
    likelihood,
    toJSON: () => ({ network: network.toJSON(), prior: prior.toJSON(), likelihood: likelihood.toJSON() }) as ModelDescription,
  };
  return printedAs(made, () => `Model ${networkText(network)}, prior ${prior.kind}, likelihood ${likelihood.kind}`);
}

/** Builds a model again from `model.toJSON()`. @throws for layers and likelihoods that are not the library's */
export const modelFromJSON = (description: ModelDescription): Model =>
  model({
    network: networkFromJSON(description.network),
    prior: priorFromJSON(description.prior as never),
    likelihood: likelihoodFromJSON(description.likelihood),
  });
