import { normalCdf } from "./normal-cdf.ts";

// Acklam's rational approximations, relative error 1.15e-9, in the centre and in the tails
const centre = {
  above: [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239],
  below: [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
};
const tail = {
  above: [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783],
  below: [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
};
const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((value, one) => value * x + one, 0);

/**
 * The quantile of the standard normal: z with Phi(z) = p. A rational approximation and one step of Halley's method.
 * @see abramowitz1964, section 26.2
 */
export function normalQuantile(p: number): number {
  if (p <= 0 || p >= 1) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const rough = approximate(p);
  const error = (normalCdf(rough) - p) * Math.sqrt(2 * Math.PI) * Math.exp(rough ** 2 / 2);
  return rough - error / (1 + (rough * error) / 2);
}

function approximate(p: number): number {
  if (p > 0.5) return -approximate(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(tail.above, q) / polynomial(tail.below, q);
  }
  const q = p - 0.5;
  return (polynomial(centre.above, q ** 2) * q) / polynomial(centre.below, q ** 2);
}
