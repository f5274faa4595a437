import { multiply, reshape, softmax, softmaxCrossEntropy, sqrt, subtract, type Tensor } from "@credence/tensor";
import { type CategoricalPredictive, categoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { expectNothing } from "../../settings.ts";
import { diagonalMatrices } from "./diagonal-matrices.ts";
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
    hessianFactor(outputs) {
      // diag(p) - p p' = L L' of L = diag(sqrt p) - p sqrt(p)', since sqrt(p)' sqrt(p) = 1
      const p = softmax(outputs);
      const roots = sqrt(p);
      const [batch, classes] = outputs.shape as [number, number];
      const row = reshape(roots, [batch, 1, classes]);
      return subtract(diagonalMatrices(roots), multiply(reshape(p, [batch, classes, 1]), row));
    },
    predictive: (logits, { keep } = {}) => categoricalPredictive({ logits, ...(keep && { keep }) }),
    toJSON: () => ({ kind: "categorical" }),
  };
}
