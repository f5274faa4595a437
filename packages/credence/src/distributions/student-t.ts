import {
  abs,
  affine,
  constant,
  greater,
  type Key,
  log,
  type Shape,
  softplus,
  square,
  type Tensor,
  tensor,
  uniforms,
  where,
} from "@credence/tensor";
import { expectOptions } from "../settings.ts";
import { type Distribution, withChecks } from "./distribution.ts";
import { logGammaHalfStep } from "./log-gamma.ts";
import { awayFrom, expectFiniteParameters, expectPositiveParameters, standardised } from "./parameters.ts";

/** A Student-t density, with its parameters at hand. */
export interface StudentT extends Distribution {
  readonly kind: "studentT";
  readonly degreesOfFreedom: number;
  readonly mean: number;
  readonly scale: number;
}

// Stands in for |z| = 0 under the logarithm: its square is far below any float32 next to 1.
const TINY = 1e-37;
const LARGEST_SQUARE = 1e37;

/**
 * Student's t: a Gaussian whose variance is itself uncertain. Its log density falls with log |x|, so outliers cost little.
 *
 *   log p(x) = log Gamma((v+1)/2) - log Gamma(v/2) - log(v pi)/2 - log scale - (v+1)/2 log(1 + z^2/v),  z = (x - mean) / scale
 *
 * `scale` is not the standard deviation, which is scale sqrt(v / (v - 2)) and exists for v > 2 only.
 *
 * @units nats
 * @throws for degrees of freedom or a scale that is not above 0
 * @example
 * studentT({ degreesOfFreedom: 1, mean: 0, scale: 1 }).logProb(tensor([0])) // => [-1.1447] (-log pi)
 */
export function studentT(parameters: {
  /** The fewer, the heavier the tails. */
  readonly degreesOfFreedom: number;
  /** The location. */
  readonly mean: number;
  /** Not the standard deviation, which is scale sqrt(v / (v - 2)). */
  readonly scale: number;
}): StudentT {
  expectOptions("studentT", parameters, { degreesOfFreedom: true, mean: true, scale: true });
  const { degreesOfFreedom, mean, scale } = parameters;
  expectPositiveParameters("studentT", { degreesOfFreedom, scale });
  expectFiniteParameters("studentT", { mean });
  const normaliser = logGammaHalfStep(degreesOfFreedom / 2) - 0.5 * Math.log(degreesOfFreedom * Math.PI) - Math.log(scale);
  return withChecks({
    kind: "studentT",
    degreesOfFreedom,
    mean,
    scale,
    shape: [],
    logProb(x) {
      // no float32 squared is as large as v: the Gaussian that it is
      if (degreesOfFreedom > LARGEST_SQUARE)
        return affine(square(standardised(x, { mean, factor: 1 / scale })), { scale: -0.5, shift: normaliser });
      // log(1 + z^2/v) = softplus(2 log|z| - log v): exact for tiny z^2/v, and no square that overflows
      const spread = softplus(affine(logDistance(x, parameters), { scale: 2, shift: -Math.log(degreesOfFreedom) }));
      return affine(spread, { scale: -(degreesOfFreedom + 1) / 2, shift: normaliser });
    },
    sample: (key, shape) => polarDraws(key, shape, parameters),
    toJSON: () => ({ kind: "studentT", degreesOfFreedom, mean, scale }),
  });
}

/** log|z|, finite where z is 0. Under a small scale z itself may lie beyond float32, its logarithm does not: log|x - mean| - log scale. */
function logDistance(x: Tensor, { mean, scale }: { readonly mean: number; readonly scale: number }): Tensor {
  const distance = abs(standardised(x, { mean, factor: 1 / scale }));
  const near = log(affine(distance, { shift: TINY }));
  if (scale >= 1) return near;
  const far = affine(log(affine(abs(awayFrom(x, mean)), { shift: TINY })), { shift: -Math.log(scale) });
  return where(greater(distance, constant(1e30)), far, near);
}

/**
 * Bailey's polar method (bailey1994): sqrt(v (u^(-2/v) - 1)) cos(2 pi w) is Student's t for uniform u and w, whatever v.
 * In float64, because u^(-2/v) - 1 cancels for large v.
 */
function polarDraws(
  key: Key,
  shape: Shape,
  { degreesOfFreedom, mean, scale }: { degreesOfFreedom: number; mean: number; scale: number },
): Tensor {
  const count = shape.reduce((size, n) => size * n, 1);
  const radii = uniforms(key.child("radius"), count);
  const angles = uniforms(key.child("angle"), count);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const radius = Math.sqrt(degreesOfFreedom * Math.expm1((-2 / degreesOfFreedom) * Math.log1p(-radii[i]!)));
    values[i] = mean + scale * radius * Math.cos(2 * Math.PI * angles[i]!);
  }
  return tensor(values, shape);
}
