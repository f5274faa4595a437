import { logGammaHalfStep } from "../distributions/log-gamma.ts";
import { normalCdf } from "./normal-cdf.ts";
import { studentTCdf } from "./student-t-cdf.ts";

/**
 * A density of location 0 and scale 1, symmetric about 0, in float64: what quantiles and densities of a mixture of draws are made of.
 *
 *   log p(z) = logKernel(z) - logNormalizer
 */
export interface StandardDensity {
  /** Up to a constant, 0 at z = 0. */
  logKernel(z: number): number;
  readonly logNormalizer: number;
  /** exp(logNormalizer) */
  readonly normalizer: number;
  /** Probability below z. */
  cdf(z: number): number;
  /** Infinity where there is none. */
  readonly variance: number;
  /** |z| beyond which `cdf` is 0 or 1 in float64; left out for tails that never end there. */
  readonly reach?: number;
}

/** The standard normal. */
export const standardNormal: StandardDensity = {
  logKernel: (z) => -0.5 * (z * z),
  logNormalizer: 0.5 * Math.log(2 * Math.PI),
  normalizer: Math.sqrt(2 * Math.PI),
  cdf: normalCdf,
  variance: 1,
  reach: 39,
};

/** Student's t with location 0 and scale 1; its variance v / (v - 2) exists for v > 2 only. */
export function standardStudentT(degreesOfFreedom: number): StandardDensity {
  const logNormalizer = 0.5 * Math.log(degreesOfFreedom * Math.PI) - logGammaHalfStep(degreesOfFreedom / 2);
  return {
    logKernel(z) {
      const odds = (z * z) / degreesOfFreedom;
      // log(z^2 / v) where z^2 overflows
      const spread = odds < Infinity ? Math.log1p(odds) : 2 * Math.log(Math.abs(z)) - Math.log(degreesOfFreedom);
      return (-(degreesOfFreedom + 1) / 2) * spread;
    },
    logNormalizer,
    normalizer: Math.exp(logNormalizer),
    cdf: (z) => studentTCdf(z, degreesOfFreedom),
    variance: degreesOfFreedom > 2 ? degreesOfFreedom / (degreesOfFreedom - 2) : Number.POSITIVE_INFINITY,
  };
}
