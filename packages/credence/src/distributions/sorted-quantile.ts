/**
 * Quantile of sorted values with linear interpolation between neighbours (type 7 of Hyndman and Fan, the default of NumPy and R), also where a
 * value is infinite: no difference of two infinities, no infinity times 0. NaN where a value is NaN, which sorting puts last.
 */
export function sortedQuantile(sorted: ArrayLike<number>, probability: number): number {
  if (Number.isNaN(sorted[sorted.length - 1])) return Number.NaN;
  const place = (sorted.length - 1) * probability;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return place === below || low === high ? low : low + (high - low) * (place - below);
}
