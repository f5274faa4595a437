import type { Tensor } from "@credence/tensor";
import type { Predictive } from "../../predictive/predictive.ts";
import { refused } from "../../settings.ts";

/**
 * How outputs of the network become a distribution of the target. One of your own is an object of this form: it goes through fit and
 * predict as it is; a saved posterior comes back with it where `loadPosterior` is given the model.
 */
export interface Likelihood<P extends Predictive = Predictive> {
  /** A name of its own, by which a saved one is rebuilt. */
  readonly kind: string;
  /** "logits" where the outputs are logits, which `predictive` keeps when asked to. */
  readonly outputs?: "logits";
  /** Parameters of its own that are trained with the weights; left out where there are none. */
  readonly learned?: LearnedParameters<P>;
  /** -log p(y | outputs) of each example, nats: outputs [..., batch, outputs] -> [..., batch]. Differentiable by the outputs. */
  negativeLogProb(outputs: Tensor, y: Tensor): Tensor;
  /** What draws of outputs [draws, batch, outputs] say about the target. Arrays that it makes are the predictive's own; parameters are not in it. */
  predictive(outputs: Tensor<"float32">, options?: { readonly keep?: "logits" }): P;
  /**
   * A factor L of the curvature of -log p(y | outputs) by the outputs, L L' the second derivative, or its expectation over y where that depends
   * on the target: what the generalised Gauss-Newton matrix is made of. Left out by a likelihood that has none, which a Laplace approximation refuses.
   * @shape outputs [batch, outputs] -> [batch, outputs, outputs]
   */
  hessianFactor?(outputs: Tensor): Tensor;
  /** Where each draw has parameters of its own, as the members of an ensemble: the likelihood of one. */
  ofDraw?(draw: number): Likelihood<P>;
  /** Its kind and settings as plain values. */
  toJSON(): LikelihoodDescription;
}

/**
 * Parameters of a likelihood, one number each. Until they are bound, its `negativeLogProb` and `predictive` throw: a fit binds arrays that
 * its optimiser moves, and the model of a posterior has a likelihood that holds what was learned.
 */
export interface LearnedParameters<P extends Predictive = Predictive> {
  /** Where training starts, by name. */
  readonly initial: Readonly<Record<string, number>>;
  /** The arrays bound: [] each, or [draws, 1, 1] where each draw has its own. */
  readonly values?: Readonly<Record<string, Tensor>>;
  /** The same likelihood with these arrays as its parameters. */
  bind(values: Readonly<Record<string, Tensor>>): Likelihood<P>;
}

/** A likelihood as plain values. */
export type LikelihoodDescription = { readonly kind: string } & {
  readonly [setting: string]: string | number | boolean | readonly number[];
};

/** The predictive that a likelihood makes. */
export type PredictiveOf<L extends Likelihood> = ReturnType<L["predictive"]>;

/**
 * -log p(y | outputs) of each example, nats, by a likelihood that may be the user's own.
 *
 * @shape outputs [..., batch, outputs] -> [..., batch]
 * @throws for a density of another shape: a sum over the batch would count as one example, and the complexity of a fit too much
 */
export function negativeLogProbOf(likelihood: Likelihood, outputs: Tensor, y: Tensor): Tensor {
  const density = likelihood.negativeLogProb(outputs, y);
  const [found, expected] = [density.shape, outputs.shape.slice(0, -1)];
  if (found.length !== expected.length || found.some((n, axis) => n !== expected[axis]))
    throw new Error(
      `negativeLogProb of the likelihood "${likelihood.kind}" is [${found.join(", ")}] for outputs [${outputs.shape.join(", ")}], expected [${expected.join(", ")}]: one for each example`,
    );
  return density;
}

/** @throws in one line unless it has all that fitting, predicting and saving ask of a likelihood */
export function expectLikelihood(where: string, likelihood: Likelihood): void {
  if (likelihood === null || typeof likelihood !== "object" || typeof likelihood.kind !== "string")
    throw refused(where, "likelihood", likelihood, "a likelihood, such as categoricalLikelihood()");
  for (const method of ["negativeLogProb", "predictive", "toJSON"] as const)
    if (typeof likelihood[method] !== "function")
      throw new Error(`${where}: the likelihood "${likelihood.kind}" has no ${method}(), expected one of the form of \`Likelihood\``);
  const { kind } = likelihood.toJSON();
  if (kind !== likelihood.kind)
    throw new Error(
      `${where}: the likelihood "${likelihood.kind}" describes itself as "${kind}", expected its own kind, by which it is rebuilt`,
    );
}
