import { add, affine, clamp, randomBernoulli, randomNormal, softplus, square, type Tensor, where } from "@credence/tensor";
import { expectOptions } from "../settings.ts";
import { type Distribution, withChecks } from "./distribution.ts";
import { expectPositiveParameters, expectProbabilities, inFloat32, scaled } from "./parameters.ts";

/** A mixture of two Gaussians around 0, with its parameters at hand. */
export interface ScaleMixture extends Distribution {
  readonly kind: "scaleMixture";
  readonly weight: number;
  readonly stdDev1: number;
  readonly stdDev2: number;
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Two zero-mean Gaussians of different width, mixed weight by weight: a wide part for the weights that matter, a narrow one that
 * holds the rest at zero.
 *
 *   log p(x) = log( weight N(x; 0, stdDev1^2) + (1 - weight) N(x; 0, stdDev2^2) )
 *
 * `weight` is that of the first part, usually the wide one. No parameter has a default: a weight of 1 would silently be a Gaussian.
 * Evaluated in logarithms, so tails keep value and gradient where both densities underflow.
 *
 * @units nats
 * @throws for a weight outside [0, 1] or a standard deviation that is not above 0
 * @see   blundell2015, eq. 7
 * @example
 * scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-6) }).logProb(tensor([0.7])) // => [-1.8571]
 */
export function scaleMixture(parameters: {
  /** Of the first Gaussian, in [0, 1]. */
  readonly weight: number;
  /** Of the first. */
  readonly stdDev1: number;
  /** Of the second. */
  readonly stdDev2: number;
}): ScaleMixture {
  expectOptions("scaleMixture", parameters, { weight: true, stdDev1: true, stdDev2: true });
  const { weight, stdDev1, stdDev2 } = parameters;
  expectProbabilities("scaleMixture", { weight });
  expectPositiveParameters("scaleMixture", { stdDev1, stdDev2 });
  const part = (x: Tensor, share: number, stdDev: number): Tensor =>
    affine(square(scaled(x, 1 / stdDev)), { scale: -0.5, shift: Math.log(share) - Math.log(stdDev) - HALF_LOG_2PI });
  // an absent part is left out, not mixed in at log 0
  const parts = [
    { share: weight, stdDev: stdDev1 },
    { share: 1 - weight, stdDev: stdDev2 },
  ].filter(({ share }) => share > 0);
  const [wide, narrow] = parts.toSorted((a, b) => b.stdDev - a.stdDev) as [(typeof parts)[0], (typeof parts)[0]?];
  // the kernel keeps e^-80 of the narrow part's precision, which must be nothing beside the wide one's
  const fits = inFloat32(stdDev1 ** -2, stdDev2 ** -2) && Math.abs(Math.log2(stdDev1 / stdDev2)) < 32;
  return withChecks({
    kind: "scaleMixture",
    weight,
    stdDev1,
    stdDev2,
    shape: [],
    logProb(x) {
      const base = part(x, wide.share, wide.stdDev);
      if (!narrow) return base;
      // log(A + B) = log A + softplus(log B - log A) with A the wide part: log B - log A is then bounded above, at x = 0, so nothing cancels
      const lead = Math.log(narrow.share / wide.share) + Math.log(wide.stdDev / narrow.stdDev);
      const curvature = 0.5 * (narrow.stdDev ** -2 - wide.stdDev ** -2 || 0); // two precisions beyond float64 have no difference
      // at 1e18 the narrow part has long no share; beyond, its square would overflow and its gradient be NaN
      const behind = square(clamp(scaled(x, Math.sqrt(curvature)), { low: -1e18, high: 1e18 }));
      return add(base, softplus(affine(behind, { scale: -1, shift: lead })));
    },
    sample(key, shape) {
      const first = randomBernoulli(key.child("part"), shape, { probability: weight });
      const z = randomNormal(key.child("value"), shape);
      return where(first, scaled(z, stdDev1), scaled(z, stdDev2));
    },
    ...(fits && { fused: { kind: "scaleMixture", weight, stdDev1, stdDev2 } as const }),
    toJSON: () => ({ kind: "scaleMixture", weight, stdDev1, stdDev2 }),
  });
}
