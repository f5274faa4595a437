import type { Key, Tensor } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectForm, expectKey, expectOptions } from "../../settings.ts";
import type { Complexity, ComplexityOptions } from "./complexity.ts";
import type { NamedArray } from "./saved.ts";

/** Mean and standard deviation of one array of weights under the posterior. */
export interface WeightMarginal {
  /** The network's name of the array: "0.weight". */
  readonly name: string;
  /** The posterior's own array. */
  readonly mean: Tensor<"float32">;
  /** Made for the caller, who may give it back. */
  readonly stdDev: Tensor<"float32">;
}

/** Which weights stay, 1, or go, 0, by the name of their array ("0.weight"), one byte each in the array's order; an array not named stays whole. */
export type KeptWeights = ReadonlyMap<string, Uint8Array>;

/** One function from the posterior: x [batch, ...] -> outputs [batch, outputs]. */
export type NetworkFunction = (x: Tensor) => Tensor<"float32">;

/** The first two moments of a belief about the outputs. */
export interface OutputMoments {
  /** [batch, outputs]. */
  readonly mean: Tensor<"float32">;
  /** [batch, outputs]. */
  readonly variance: Tensor<"float32">;
  /** Between the outputs of one example, [batch, outputs, outputs]; left out where only its diagonal is known. */
  readonly covariance?: Tensor<"float32">;
}

/** Which functions are evaluated, and on how many examples at a time. */
export interface DrawnOutputsOptions {
  /** One for each function drawn. */
  readonly keys: readonly Key[];
  /** Rows of x evaluated at a time. */
  readonly batchSize: number;
}

/** A belief about the network's weights after seeing data. Its type keeps what the model's likelihood predicts; one from a file has the wide type. */
export interface Posterior<P extends Predictive = Predictive> {
  /** The family, in kebab-case: "point", "mean-field", "ensemble". */
  readonly kind: string;
  readonly model: Model<P>;
  /** The same weights and the same dropout mask for every x it is given: a draw is ONE function. */
  draw(key: Key): NetworkFunction;
  /**
   * The outputs of `draw` of each key, bit for bit: each function is drawn once, however many batches the rows of x make, and what the draws
   * share is done once.
   * @shape x [count, ...] -> [draws, count, outputs]
   */
  drawnOutputs?(x: Tensor, options: DrawnOutputsOptions): Tensor<"float32">;
  /**
   * `drawnOutputs` of these keys for few rows at a time, with all that does not depend on the rows drawn now and held: `heldDraws` calls it. undefined
   * where nothing is gained.
   * @shape x [rows, ...] -> [draws, rows, outputs]
   */
  holdDraws?(keys: readonly Key[]): NetworkFunction | undefined;
  /** Where the posterior is finitely many equally likely functions (a point, an ensemble): all of them. Predictions use each once. */
  readonly support?: readonly NetworkFunction[];
  /**
   * The arrays it is made of, its own, where they are those of one network ("0.weight.mean", "0.weight.rho"): a fit can start `from` them.
   * An ensemble has none.
   */
  readonly parameters?: readonly NamedArray[];
  /** What pruning and weight histograms need; point estimates have no spread and no such method. */
  weightMarginals?(): readonly WeightMarginal[];
  /**
   * KL[q || prior], nats: the closed form, or where there is none a Monte Carlo estimate of so many draws from the key, with its standard error.
   * @throws for a number of draws that is no whole number from 1
   */
  complexity?(key: Key, options?: ComplexityOptions): Promise<Complexity>;
  /**
   * The same belief without some of its weights: those are exactly 0 in every draw (mean 0, standard deviation 0) and out of the
   * complexity; the others keep their values for the same key. Arrays of its own, and a sparse `save`.
   * @throws for an array the network does not have, another number of weights, or a flag that is neither 0 nor 1
   */
  keepOnly?(kept: KeptWeights): Promise<Posterior<P>>;
  /**
   * Mean and variance of the outputs where the family has them without drawing, as of a network linearised in its weights: the belief about
   * the function alone, without the noise of the likelihood.
   * @shape x [batch, ...]
   */
  outputMoments?(x: Tensor): OutputMoments;
  /** The family's value or approximation of log p(y | x) of the data it was fitted to, nats for all of them: compares models without data held out. */
  logMarginalLikelihood?(): Promise<number>;
  /** JSON header + safetensors; `loadPosterior` of it gives the same draws for the same key. */
  save(): Promise<Uint8Array>;
  /** Gives its arrays back. */
  dispose(): void;
}

const form = { methods: ["draw"], expected: "what a fit gives: await run(method.fit(...))" };
const likelihoodForm = { methods: ["predictive"], expected: "a likelihood, such as categoricalLikelihood()" };

/** @throws unless it is a posterior: functions, drawn or all that there are, and a model. A fit that was not run, a forgotten await, a model are none */
export function expectPosterior(where: string, given: Posterior): void {
  if (!Array.isArray(given?.support)) expectForm(where, "posterior", given, form);
  expectForm(`${where}: posterior`, "its model's likelihood", given.model?.likelihood, likelihoodForm);
}

/** The posterior with its arguments looked at before they are used. */
export const withPosteriorChecks = <P extends Predictive>(posterior: Posterior<P>): Posterior<P> => ({
  ...posterior,
  draw(key) {
    expectKey("posterior.draw", key);
    return posterior.draw(key);
  },
  ...(posterior.complexity && {
    async complexity(key: Key, options: ComplexityOptions = {}) {
      expectKey("posterior.complexity", key);
      expectOptions("posterior.complexity", options, { draws: true });
      return posterior.complexity!(key, options);
    },
  }),
});
