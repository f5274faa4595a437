import type { Key, Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { PredictOptions } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import type { Scorer } from "../scores/score.ts";

/** What a detector may look at before it is asked: the data the posterior was trained on, never those it is tested on. */
export interface DetectorOptions extends PredictOptions {
  /** The data the posterior was fitted to. */
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
  /** HIGH for what is unknown or likely wrong, always: x [batch, ...] -> [batch], the caller's to dispose. */
  score(x: Tensor): Promise<Tensor>;
  /** Gives back what it learned. */
  dispose(): void;
}

/** A detector that learns nothing: a scorer alone. */
export const scorerDetector = <P extends Predictive = ClassPredictive>(name: string, scorer: Scorer<P>): Detector<P> => ({
  name,
  prepare: async (posterior, { training: _, ...options }, key) => ({
    score: (x) => scorer(posterior, x, options, key),
    dispose: () => {},
  }),
});
