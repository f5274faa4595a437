import { sortedQuantile } from "../distributions/sorted-quantile.ts";
import type { StandardDensity } from "./standard-density.ts";

/** Equally likely densities of one form: their locations ascend, and each has its scale. */
export interface DensityMixture {
  readonly density: StandardDensity;
  readonly locations: ArrayLike<number>;
  /** One for all, or one per location. */
  readonly scales: number | ArrayLike<number>;
}

/**
 * Quantile of a mixture of densities with equal weights, by Newton's method inside a shrinking bracket.
 *
 *   the y with  1/draws sum over draws of F((y - location_d) / scale_d) = probability
 *
 * Where a whole stretch between distant draws has that probability, a point of it: the quantile of the locations, if that lies there. NaN where a
 * location is NaN.
 */
export function mixtureQuantile({ density, locations, scales }: DensityMixture, probability: number): number {
  const draws = locations.length;
  if (Number.isNaN(locations[draws - 1])) return Number.NaN;
  const scaleOf = typeof scales === "number" ? () => scales : (draw: number) => scales[draw]!;
  const unit = scaleOf(0);
  let smallest = unit;
  for (let d = 1; d < draws; d++) smallest = Math.min(smallest, scaleOf(d));
  /** Probability below y, and the density there times normalizer and unit, both summed over draws. */
  const at = (y: number): { below: number; height: number } => {
    let below = 0;
    let height = 0;
    for (let d = 0; d < draws; d++) {
      const scale = scaleOf(d);
      const z = (y - locations[d]!) / scale;
      below += density.cdf(z);
      height += Math.exp(density.logKernel(z)) * (unit / scale);
    }
    return { below, height };
  };
  let [low, high] = bracketOf({ density, locations, scales }, { probability, below: (y) => at(y).below / draws });
  let y = sortedQuantile(locations, probability);
  for (let step = 0; step < 200; step++) {
    const { below, height } = at(y);
    const excess = below / draws - probability;
    if (excess === 0) return y;
    if (excess > 0) high = y;
    else low = y;
    const newton = y - (excess * draws * unit * density.normalizer) / height;
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (!(Math.abs(next - y) > 1e-9 * smallest + 1e-14 * Math.abs(y))) return next;
    y = next;
  }
  return y;
}

/** Two points with the quantile between them. */
function bracketOf(
  { density, locations, scales }: DensityMixture,
  { probability, below }: { probability: number; below: (y: number) => number },
): [low: number, high: number] {
  const draws = locations.length;
  const scaleOf = typeof scales === "number" ? () => scales : (draw: number) => scales[draw]!;
  for (let reach = density.reach ?? 10; ; reach *= 4) {
    let low = locations[0]! - reach * scaleOf(0);
    let high = locations[draws - 1]! + reach * scaleOf(draws - 1);
    if (typeof scales !== "number")
      for (let d = 0; d < draws; d++) {
        low = Math.min(low, locations[d]! - reach * scaleOf(d));
        high = Math.max(high, locations[d]! + reach * scaleOf(d));
      }
    if (
      density.reach !== undefined ||
      !Number.isFinite(low) ||
      !Number.isFinite(high) ||
      (below(low) < probability && below(high) > probability)
    )
      return [low, high];
  }
}
