import { add, affine, concat, type DType, exp, full, multiply, negate, slice, square, subtract, sum, type Tensor } from "@credence/tensor";
import { type NormalPredictive, normalPredictive } from "../../predictive/normal-predictive.ts";
import { expectNothing } from "../../settings.ts";
import { diagonalMatrices } from "./diagonal-matrices.ts";
import type { Likelihood } from "./likelihood.ts";
import { realTargets } from "./targets.ts";

/** Real values whose Gaussian noise depends on x, as a second half of the outputs says. */
export interface HeteroscedasticNormalLikelihood extends Likelihood<NormalPredictive> {
  readonly kind: "heteroscedasticNormal";
}

/**
 * Real values with Gaussian noise that depends on x: of 2k outputs the first k are means m, the last k logarithms s of variances; targets
 * float32 [batch, k].
 *
 *   -log p(y | f) = sum over k of (y - m)^2 exp(-s) / 2 + s / 2 + log(2 pi) / 2
 *
 * The second head is the log variance, not a softplus of a standard deviation: the loss has then no division and no logarithm that could
 * fail where the variance is near 0, and a step of s is a relative change, whatever the units of the targets. Standardise the targets:
 * s begins near 0, a variance near 1.
 *
 * @shape outputs [..., batch, 2k]
 * @units nats
 * @see   kendall2017, eq. 8
 */
export function heteroscedasticNormalLikelihood(...none: readonly []): HeteroscedasticNormalLikelihood {
  const where = "heteroscedasticNormalLikelihood";
  expectNothing(where, none);
  return {
    kind: "heteroscedasticNormal",
    negativeLogProb(outputs, y) {
      const { means, logVariances } = headsOf(where, outputs);
      const target = realTargets(where, y, { outputs, count: means.shape[means.shape.length - 1]! });
      const squares = multiply(square(subtract(means, target)), exp(negate(logVariances)));
      return sum(affine(add(squares, logVariances), { scale: 0.5, shift: 0.5 * Math.log(2 * Math.PI) }), { axis: -1 });
    },
    hessianFactor(outputs) {
      // of the mean exp(-s); of the log variance 1 / 2, the expectation of (y - m)^2 exp(-s) / 2
      const { logVariances } = headsOf(where, outputs);
      const ofMeans = exp(affine(logVariances, { scale: -0.5 }));
      return diagonalMatrices(concat([ofMeans, full(logVariances.shape, Math.SQRT1_2)], -1));
    },
    predictive(outputs) {
      const { means, logVariances } = headsOf(where, outputs);
      return normalPredictive({ means, stdDev: exp(affine(logVariances, { scale: 0.5 })) });
    },
    toJSON: () => ({ kind: "heteroscedasticNormal" }),
  };
}

/** The two halves of the outputs. @throws for an odd number of them */
function headsOf<Type extends DType>(where: string, outputs: Tensor<Type>): { means: Tensor<Type>; logVariances: Tensor<Type> } {
  const axes = outputs.shape.slice(0, -1);
  const count = outputs.shape[outputs.shape.length - 1]! / 2;
  if (!Number.isInteger(count) || count === 0)
    throw new Error(`${where}: outputs are [${outputs.shape.join(", ")}], expected an even number: means, then log variances`);
  const half = (from: number) => slice(outputs, [...axes.map(() => 0), from], [...axes, count]);
  return { means: half(0), logVariances: half(count) };
}
