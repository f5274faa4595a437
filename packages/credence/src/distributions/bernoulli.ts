import {
  affine,
  constant,
  greater,
  type Key,
  log,
  negate,
  randomBernoulli,
  randomUniform,
  type Shape,
  sigmoid,
  softplus,
  subtract,
  type Tensor,
  where,
} from "@credence/tensor";
import { expectOneWay } from "../settings.ts";
import { type Distribution, type DistributionDescription, type DistributionParameter, withChecks } from "./distribution.ts";
import { asTensor, expectFiniteParameters, expectProbabilities, isNumber } from "./parameters.ts";

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
 * bernoulli({ probability: 0.25 }).logProb(tensor([1, 0])) // => [-1.3863, -0.2877]
 */
export function bernoulli(parameters: BernoulliParameters): Bernoulli {
  expectOneWay("bernoulli", parameters, ["probability", "logit"]);
  const logit = "logit" in parameters ? parameters.logit : logitOf(parameters.probability);
  if ("logit" in parameters) expectFiniteParameters("bernoulli", { logit });
  return withChecks({
    kind: "bernoulli",
    logit,
    shape: isNumber(logit) ? [] : logit.shape,
    logProb(x) {
      if (x.dtype !== "float32") throw new Error(`bernoulli: x is int32 [${x.shape.join(", ")}], expected float32 zeros and ones`);
      const evidence = asTensor(logit);
      return negate(softplus(where(x, negate(evidence), evidence)));
    },
    sample(key, shape) {
      if (isNumber(logit)) {
        const probability = "probability" in parameters ? (parameters.probability as number) : 1 / (1 + Math.exp(-logit));
        return randomBernoulli(key, shape, { probability });
      }
      return drawEach(key, shape, logit);
    },
    toJSON(): DistributionDescription {
      const [name, value] =
        "logit" in parameters ? (["logit", parameters.logit] as const) : (["probability", parameters.probability] as const);
      if (!isNumber(value))
        throw new Error(`bernoulli: ${name} is an array [${value.shape.join(", ")}], expected a plain number in a description`);
      return name === "logit" ? { kind: "bernoulli", logit: value } : { kind: "bernoulli", probability: value };
    },
  });
}

/**
 * 1 where u < p, for u of 48 bits: the 24 of one uniform, and between its steps those of another, without which a probability of 1e-9 would be
 * that of one step, 6e-8. Above a half 1 - u is compared with 1 - p, which float32 resolves. Probability 1 is always 1, and 0 never.
 */
function drawEach(key: Key, shape: Shape, logit: Tensor): Tensor {
  const u = randomUniform(key, shape);
  const step = affine(randomUniform(key.child("rest"), shape), { scale: 2 ** -24 });
  const below = greater(subtract(sigmoid(logit), u), step);
  // 1 - u in steps less what lies between them: above 1 - p where u is below p
  const fromAbove = greater(subtract(affine(u, { scale: -1, shift: 1 }), sigmoid(negate(logit))), step);
  return where(greater(logit, constant(0)), fromAbove, below);
}

function logitOf(probability: DistributionParameter): DistributionParameter {
  expectProbabilities("bernoulli", { probability });
  if (isNumber(probability)) return Math.log(probability) - Math.log1p(-probability);
  return subtract(log(probability), log(affine(probability, { scale: -1, shift: 1 })));
}
