import { add, affine, gatherRows, multiply, negate, sigmoid, softplus, sqrt, sum, type Tensor, tensor } from "@credence/tensor";
import { type BernoulliPredictive, bernoulliPredictive } from "../../predictive/bernoulli-predictive.ts";
import { expectNothing } from "../../settings.ts";
import { diagonalMatrices } from "./diagonal-matrices.ts";
import type { Likelihood } from "./likelihood.ts";
import { realTargets } from "./targets.ts";

/** Zeros and ones, from logits. */
export interface BernoulliLikelihood extends Likelihood<BernoulliPredictive> {
  readonly kind: "bernoulli";
}

/**
 * Zeros and ones, each output a coin: outputs are logits of a 1, targets float32 [batch, outputs] of 0 and 1, or int32 [batch] labels where
 * there is one output.
 *
 *   -log p(y | f) = sum over outputs of y softplus(-f) + (1 - y) softplus(f)
 *
 * One output tells two classes apart, and all measures of classes take its predictive; several are labels that may hold together.
 *
 * @shape outputs [..., batch, outputs]
 * @units nats
 */
export function bernoulliLikelihood(...none: readonly []): BernoulliLikelihood {
  const where = "bernoulliLikelihood";
  expectNothing(where, none);
  return {
    kind: "bernoulli",
    outputs: "logits",
    negativeLogProb(outputs, y) {
      const target = realTargets(where, coins(y), { outputs, count: outputs.shape[outputs.shape.length - 1]! });
      const ones = multiply(target, softplus(negate(outputs)));
      const zeros = multiply(affine(target, { scale: -1, shift: 1 }), softplus(outputs));
      return sum(add(ones, zeros), { axis: -1 });
    },
    // p (1 - p), the second factor from its own logit
    hessianFactor: (outputs) => diagonalMatrices(sqrt(multiply(sigmoid(outputs), sigmoid(negate(outputs))))),
    predictive: (logits) => bernoulliPredictive({ logits }),
    toJSON: () => ({ kind: "bernoulli" }),
  };
}

/** Labels as float32; one that is neither 0 nor 1 names no row of the two. */
const coins = (y: Tensor): Tensor => (y?.dtype === "int32" ? gatherRows(tensor([0, 1]), y) : y);
