import type { Key } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import { expectPosterior, type NetworkFunction, type Posterior } from "../../inference/posteriors/posterior.ts";
import type { Likelihood } from "../../model/likelihoods/index.ts";
import { expectForm, expectKey, expectObject, expectOptions, expectTensor, expectWhole, refused } from "../../settings.ts";

/** A prediction that is a function of x alone: finitely many functions, equally likely, whose probabilities are averaged. */
export interface FixedPredictive {
  /** Averaged with equal weights. */
  readonly functions: readonly NetworkFunction[];
  /** The model's, which makes probabilities of outputs. */
  readonly likelihood: Likelihood;
}

/**
 * The averaged prediction of a posterior with its draws held fixed, so that it can be differentiated with respect to x.
 *
 *   p(y | x) = mean over draws of p(y | x, w)
 *
 * The functions are those that `predict` averages with the same number of draws and the same key. A point or an ensemble has finitely
 * many functions: all of them are taken, once, and draws may be left out.
 *
 * @throws for draws that are no whole number from 1, and where they are left out for a posterior without a `support`
 */
export function fixedPredictive(
  posterior: Posterior,
  options: {
    /** Functions drawn; not asked of a posterior that has finitely many. @default none */
    readonly draws?: number;
    /** The functions drawn are a function of it. */
    readonly key: Key;
  },
): FixedPredictive {
  expectPosterior("fixedPredictive", posterior);
  expectOptions("fixedPredictive", options, { draws: true, key: true });
  const { draws, key } = options;
  expectKey("fixedPredictive", key);
  const { support } = posterior;
  const count = draws ?? (support ? 1 : undefined);
  expectWhole("fixedPredictive", "draws", count);
  return {
    functions: support ?? Array.from({ length: count }, (_, draw) => posterior.draw(key.child(draw))),
    likelihood: posterior.model.likelihood,
  };
}

/** @throws unless there are functions to attack, 1 or more, and data: x and as many targets */
export function expectAttacked(where: string, predictive: FixedPredictive, data: Data): void {
  if (!Array.isArray(predictive?.functions))
    throw refused(where, "predictive", predictive, "what fixedPredictive(posterior, { draws, key }) gives");
  if (predictive.functions.length === 0) throw new Error(`${where}: no functions, expected 1 or more`);
  expectForm(where, "likelihood", predictive.likelihood, { methods: ["negativeLogProb", "predictive"], expected: "that of a model" });
  expectObject(where, "data", data, "{ x, y }");
  const { x, y } = data;
  expectTensor(where, "x", x);
  expectTensor(where, "y", y);
  const count = x.shape[0] ?? 0;
  if (count < 1 || y.shape[0] !== count)
    throw new Error(
      `${where}: x is [${x.shape.join(", ")}], y is [${y.shape.join(", ")}], expected as many targets as examples, 1 or more`,
    );
}
