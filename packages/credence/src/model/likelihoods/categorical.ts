import { softmax, softmaxCrossEntropy, type Tensor } from "@credence/tensor";
import { type CategoricalPredictive, categoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectNothing } from "../../settings.ts";
import type { Likelihood } from "./likelihood.ts";

/** One of several classes, from logits. */
export interface CategoricalLikelihood extends Likelihood<CategoricalPredictive> {
  readonly kind: "categorical";
  /** softmax of the outputs. */
  probabilities(outputs: Tensor): Tensor;
}

/**
 * One of several classes: outputs are logits, targets int32 [batch].
 *
 *   -log p(y | f) = logSumExp(f) - f_y
 *
 * @shape outputs [..., batch, classes]
 * @units nats
 */
export function categoricalLikelihood(...none: readonly []): CategoricalLikelihood {
  expectNothing("categoricalLikelihood", none);
  return {
    kind: "categorical",
    outputs: "logits",
    negativeLogProb: (outputs, y) => softmaxCrossEntropy(outputs, y),
    probabilities: (outputs) => softmax(outputs),
    predictive: (logits, { keep } = {}) => categoricalPredictive({ logits, ...(keep && { keep }) }),
    toJSON: () => ({ kind: "categorical" }),
  };
}
