import { affine, greater, log, negate, randomUniform, sigmoid, softplus, subtract, where } from "@credence/tensor";
import type { Distribution, DistributionDescription, DistributionParameter } from "./distribution.ts";
import { asTensor, expectFinite, expectProbability, isNumber } from "./parameters.ts";

/** A distribution over 0 and 1, with its parameter at hand. */
export interface Bernoulli extends Distribution {
  readonly kind: "bernoulli";
  /** log(p / (1 - p)); infinite where the probability is 0 or 1. */
  readonly logit: DistributionParameter;
}

/** The probability of 1, or its logit log(p / (1 - p)). */
export type BernoulliParameters = { readonly probability: DistributionParameter } | { readonly logit: DistributionParameter };

/**
 * A coin: 1 with probability p, else 0.
 *
 *   log p(1) = -softplus(-logit),  log p(0) = -softplus(logit)
 *
 * Values are float32 zeros and ones.
 *
 * @units nats
 * @throws for a probability outside [0, 1] and for a logit that is not finite
 * @example
 * bernoulli({ probability: 0.25 }).logProb(tensor([1, 0])) // [-1.3863, -0.2877]
 */
export function bernoulli(parameters: BernoulliParameters): Bernoulli {
  const logit = "logit" in parameters ? parameters.logit : logitOf(parameters.probability);
  if ("logit" in parameters) expectFinite("bernoulli", { logit });
  return {
    kind: "bernoulli",
    logit,
    shape: isNumber(logit) ? [] : logit.shape,
    logProb(x) {
      if (x.dtype !== "float32") throw new Error(`bernoulli: x is int32 [${x.shape.join(", ")}], expected float32 zeros and ones`);
      const evidence = asTensor(logit);
      return negate(softplus(where(x, negate(evidence), evidence)));
    },
    // uniforms lie in [0, 1), so probability 1 always and probability 0 never exceeds one
    sample: (key, shape) => greater(sigmoid(asTensor(logit)), randomUniform(key, shape)),
    toJSON(): DistributionDescription {
      const [name, value] =
        "logit" in parameters ? (["logit", parameters.logit] as const) : (["probability", parameters.probability] as const);
      if (!isNumber(value))
        throw new Error(`bernoulli: ${name} is an array [${value.shape.join(", ")}], expected a plain number in a description`);
      return name === "logit" ? { kind: "bernoulli", logit: value } : { kind: "bernoulli", probability: value };
    },
  };
}

function logitOf(probability: DistributionParameter): DistributionParameter {
  expectProbability("bernoulli", { probability });
  if (isNumber(probability)) return Math.log(probability) - Math.log1p(-probability);
  return subtract(log(probability), log(affine(probability, { scale: -1, shift: 1 })));
}
