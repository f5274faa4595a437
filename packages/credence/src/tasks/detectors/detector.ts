import type { Key, Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { PredictOptions } from "../../inference/predict.ts";
import { expectTensor } from "../../model/finite.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import type { Scorer } from "../scores/score.ts";

/** What a detector may look at before it is asked: the data the posterior was trained on, never those it is tested on. */
export interface DetectorOptions extends PredictOptions {
  /** Inputs and classes the posterior was trained on. */
  readonly training: Data;
}

/** Tells inputs that a posterior does not know: those out of distribution, and those it will get wrong. */
export interface Detector<P extends Predictive = ClassPredictive> {
  /** The registry's name: "energy". */
  readonly name: string;
  /** Learns what it needs from the training data; nothing for most. The same key, the same scores. */
  prepare(posterior: Posterior<P>, options: DetectorOptions, key: Key): Promise<PreparedDetector>;
}

/** A detector that knows its posterior. */
export interface PreparedDetector {
  /**
   * HIGH for what is unknown or likely wrong, always: x [batch, ...] -> [batch], the caller's to dispose.
   * @throws for data with labels, no examples, and examples of another shape than those of training
   */
  score(x: Tensor): Promise<Tensor<"float32">>;
  /** Gives back what it learned. */
  dispose(): void;
}

/** What inputs are called in an error, and the shape of one of them. */
export interface ExpectedInputs {
  /** "x", "the outside set". */
  readonly name: string;
  /** Of one example: [1, 28, 28]. */
  readonly shape: readonly number[];
  /** Whose shape that is: "the training data". */
  readonly of: string;
}

/** @throws in one line for data with labels in place of inputs, no examples, and examples of another shape */
export function expectInputs(where: string, x: Tensor, { name, shape, of }: ExpectedInputs): void {
  if (x && typeof x === "object" && "x" in x)
    throw new Error(`${where}: ${name} has labels, expected its inputs alone: what lies outside the classes has none of them`);
  expectTensor(where, name, x);
  const [count, ...own] = x.shape;
  if (!count) throw new Error(`${where}: ${name} is [${x.shape.join(", ")}], expected one example or more`);
  if (own.join() !== shape.join())
    throw new Error(`${where}: ${name} is [${x.shape.join(", ")}], expected [${["batch", ...shape].join(", ")}], the shape of ${of}`);
}

/** @throws in one line for training data that are empty, or have another number of labels than examples */
export function expectTraining(where: string, { x, y }: Data): void {
  if (!x.shape[0]) throw new Error(`${where}: the training data are empty, expected one example or more`);
  if (y.shape[0] !== x.shape[0])
    throw new Error(`${where}: the training data have ${x.shape[0]} examples and ${y.shape[0]} labels, expected as many`);
}

/** A prepared detector that looks at what it is asked about first. */
export function checkedDetector(where: string, training: Data, { score, dispose }: PreparedDetector): PreparedDetector {
  const shape = training.x.shape.slice(1);
  return {
    async score(x) {
      expectInputs(where, x, { name: "x", shape, of: "the training data" });
      return score(x);
    },
    dispose,
  };
}

/** A detector that learns nothing: a scorer alone. */
export const scorerDetector = <P extends Predictive = ClassPredictive>(name: string, scorer: Scorer<P>): Detector<P> => ({
  name,
  prepare: async (posterior, { training, ...options }, key) =>
    checkedDetector(name, training, { score: (x) => scorer(posterior, x, options, key), dispose: () => {} }),
});
