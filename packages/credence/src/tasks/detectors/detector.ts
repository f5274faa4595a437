import type { Key, Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { type PredictOptions, predictOptionNames } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectKey, expectObject, expectOptions, expectTensor, expectText, expectWhole } from "../../settings.ts";
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
export function scorerDetector<P extends Predictive = ClassPredictive>(name: string, scorer: Scorer<P>): Detector<P> {
  expectText("scorerDetector", "name", name);
  expectFunction("scorerDetector", "scorer", scorer);
  return {
    name,
    async prepare(posterior, given, key) {
      expectDetectorArguments(name, posterior, given, key);
      const { training: _, ...options } = given;
      return {
        async score(x) {
          expectTensor(name, "x", x);
          return scorer(posterior, x, options, key);
        },
        dispose: () => {},
      };
    },
  };
}

/** @throws unless there are a posterior, its training data and a key */
function expectDetectorArguments<P extends Predictive>(name: string, posterior: Posterior<P>, options: DetectorOptions, key: Key): void {
  expectPosterior(name, posterior);
  expectOptions<DetectorOptions>(name, options, { training: true, ...predictOptionNames });
  const { training, draws, batchSize } = options;
  expectObject(name, "training", training, "{ x, y }");
  expectTensor(name, "training.x", training.x);
  expectTensor(name, "training.y", training.y);
  expectWhole(name, "draws", draws);
  if (batchSize !== undefined) expectWhole(name, "batchSize", batchSize);
  expectKey(name, key);
}
