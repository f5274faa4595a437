import type { Key, Tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { type PredictOptions, predictOptionNames } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectKey, expectObject, expectOptions, expectTensor, expectText, expectWhole } from "../../settings.ts";
import type { Scorer, SharedScorer, SharedWork } from "../scores/score.ts";

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
  /** What it has in common with others of its kind, which `prepareTogether` does once. @default none */
  readonly shares?: SharedWork<P>;
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

/** What a detector learns from its training data: how it scores, its arguments looked at before. */
export type Learn<P extends Predictive> = (posterior: Posterior<P>, options: DetectorOptions, key: Key) => Promise<PreparedDetector>;

/**
 * A detector of what it learns from the training data. It looks at what it is given first, and at what it is asked about.
 *
 * @throws when prepared, for no posterior, training data that are empty, and no key; when asked, for data with labels, no examples and another shape
 */
export function detectorOf<P extends Predictive = ClassPredictive>(name: string, learn: Learn<P>): Detector<P> {
  expectText("detectorOf", "name", name);
  expectFunction("detectorOf", "learn", learn);
  return {
    name,
    async prepare(posterior, options, key) {
      expectDetectorArguments(name, posterior, options, key);
      const shape = options.training.x.shape.slice(1);
      const { score, dispose } = await learn(posterior, options, key);
      return {
        async score(x) {
          expectInputs(name, x, { name: "x", shape, of: "the training data" });
          return score(x);
        },
        dispose,
      };
    },
  };
}

/** A detector that learns nothing: a scorer alone, whose work it shares where the scorer does. */
export function scorerDetector<P extends Predictive = ClassPredictive>(name: string, scorer: Scorer<P> | SharedScorer<P>): Detector<P> {
  expectText("scorerDetector", "name", name);
  expectFunction("scorerDetector", "scorer", scorer);
  const detector = detectorOf<P>(name, async (posterior, { training: _, ...options }, key) => ({
    score: (x) => scorer(posterior, x, options, key),
    dispose: () => {},
  }));
  return "shares" in scorer ? { ...detector, shares: scorer.shares } : detector;
}

/** @throws unless there are a posterior, its training data and a key */
function expectDetectorArguments<P extends Predictive>(name: string, posterior: Posterior<P>, options: DetectorOptions, key: Key): void {
  expectPosterior(name, posterior);
  expectOptions<DetectorOptions>(name, options, { training: true, ...predictOptionNames });
  const { training, draws, batchSize } = options;
  expectObject(name, "training", training, "{ x, y }");
  const { x, y } = training;
  expectTensor(name, "training.x", x);
  expectTensor(name, "training.y", y);
  if (!x.shape[0]) throw new Error(`${name}: training.x is [${x.shape.join(", ")}], expected one example or more`);
  if (y.shape[0] !== x.shape[0])
    throw new Error(`${name}: training.x has ${x.shape[0]} examples, training.y ${y.shape[0]}, expected as many`);
  expectWhole(name, "draws", draws);
  if (batchSize !== undefined) expectWhole(name, "batchSize", batchSize);
  expectKey(name, key);
}
