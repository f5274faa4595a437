import { sortedQuantile } from "../distributions/sorted-quantile.ts";
import { normalCdf } from "./normal-cdf.ts";

const ROOT_2PI = Math.sqrt(2 * Math.PI);

/**
 * Quantile of the mixture of N(mean_d, stdDev^2) with equal weights, by Newton's method inside a shrinking bracket.
 *
 *   the y with  1/draws sum over draws of Phi((y - mean_d) / stdDev) = probability
 *
 * Where a whole stretch between distant draws has that probability, a point of it: the quantile of the means, if that lies there. NaN where a mean
 * is NaN.
 */
export function mixtureQuantile(sortedMeans: ArrayLike<number>, { stdDev, probability }: { stdDev: number; probability: number }): number {
  const draws = sortedMeans.length;
  if (Number.isNaN(sortedMeans[draws - 1])) return Number.NaN;
  // Phi is 0 or 1 in float64 beyond 39 standard deviations
  let low = sortedMeans[0]! - 39 * stdDev;
  let high = sortedMeans[draws - 1]! + 39 * stdDev;
  let y = sortedQuantile(sortedMeans, probability);
  for (let step = 0; step < 200; step++) {
    let below = 0;
    let density = 0;
    for (let d = 0; d < draws; d++) {
      const z = (y - sortedMeans[d]!) / stdDev;
      below += normalCdf(z);
      density += Math.exp((-z * z) / 2);
    }
    const excess = below / draws - probability;
    if (excess === 0) return y;
    if (excess > 0) high = y;
    else low = y;
    const newton = y - (excess * draws * stdDev * ROOT_2PI) / density;
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (!(Math.abs(next - y) > 1e-9 * stdDev + 1e-14 * Math.abs(y))) return next;
    y = next;
  }
  return y;
}
