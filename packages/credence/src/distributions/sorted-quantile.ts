import { expectFraction, expectNumbers } from "../settings.ts";
/**
 * Quantile of sorted values with linear interpolation between neighbours (type 7 of Hyndman and Fan, the default of NumPy and R). Between a
 * number and an infinity it is the infinity, between -Infinity and Infinity NaN, as everywhere where a value is NaN, which sorting puts last.
 */
export function sortedQuantile(sorted: ArrayLike<number>, probability: number): number {
  expectNumbers("sortedQuantile", "sorted", sorted);
  if (sorted.length === 0) throw new Error("sortedQuantile: no values, expected 1 or more");
  expectFraction("sortedQuantile", "probability", probability);
  if (Number.isNaN(sorted[sorted.length - 1])) return Number.NaN;
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  if (place === below || low === high) return low;
  const share = place - below;
  // weighed apart where the difference is infinite: of two ends of float64, or of an infinity
  return high - low < Infinity ? low + (high - low) * share : low * (1 - share) + high * share;
}
