import type { Key } from "@credence/tensor";
import type { NetworkFunction, Posterior } from "../../inference/posteriors/posterior.ts";
import type { Likelihood } from "../../model/likelihoods/index.ts";
import { expectWhole } from "../../settings.ts";

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
  {
    draws,
    key,
  }: {
    /** Functions drawn; not asked of a posterior that has finitely many. @default none */
    readonly draws?: number;
    /** The functions drawn are a function of it. */
    readonly key: Key;
  },
): FixedPredictive {
  const { support } = posterior;
  const count = draws ?? (support ? 1 : undefined);
  expectWhole("fixedPredictive", "draws", count);
  return {
    functions: support ?? Array.from({ length: count }, (_, draw) => posterior.draw(key.child(draw))),
    likelihood: posterior.model.likelihood,
  };
}
