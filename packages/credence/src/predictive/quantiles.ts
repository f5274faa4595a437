import { sortedQuantile } from "../distributions/sorted-quantile.ts";
import type { StandardDensity } from "./standard-density.ts";

/** Equally likely densities of one form: their locations ascend, and each has its scale. */
export interface DensityMixture {
  readonly density: StandardDensity;
  readonly locations: ArrayLike<number>;
  /** One for all, or one per location. */
  readonly scales: number | ArrayLike<number>;
}

/** Nearer to 0 or 1 than this a probability is looked for by its logarithm: Newton's method on F itself changes F by a factor of e a step. */
const TAIL = 1e-6;

/**
 * Quantile of a mixture of densities with equal weights, by Newton's method inside a shrinking bracket.
 *
 *   the y with  1/draws sum over draws of F((y - location_d) / scale_d) = probability
 *
 * Where a whole stretch between distant draws has that probability, a point of it: the quantile of the locations, if that lies there. A draw at
 * an infinite location lies there with certainty, one of infinite scale at either end. NaN where a location or a scale is NaN.
 */
export function mixtureQuantile(mixture: DensityMixture, probability: number): number {
  const { locations, scales } = mixture;
  const draws = locations.length;
  if (Number.isNaN(locations[draws - 1])) return Number.NaN;
  const scaleOf = scalesOf(scales);
  let [below, above] = [0, 0];
  const finite: number[] = [];
  for (let d = 0; d < draws; d++) {
    if (Number.isNaN(scaleOf(d))) return Number.NaN;
    const spread = scaleOf(d) === Infinity;
    if (Number.isFinite(locations[d]) && !spread) finite.push(d);
    below += spread ? 0.5 : Number(locations[d] === -Infinity);
    above += spread ? 0.5 : Number(locations[d] === Infinity);
  }
  if (finite.length === draws) return finiteQuantile(mixture, probability);
  const rest = probability * draws - below;
  if (below > 0 && rest <= 0) return -Infinity;
  if (above > 0 && rest >= finite.length) return Infinity;
  const others = { ...mixture, locations: finite.map((d) => locations[d]!), scales: finite.map(scaleOf) };
  return finiteQuantile(others, Math.min(rest / finite.length, 1 - 2 ** -53));
}

function finiteQuantile(mixture: DensityMixture, probability: number): number {
  if (probability < TAIL) return lowerTailQuantile(mixture, probability);
  if (1 - probability < TAIL) return -lowerTailQuantile(mirrored(mixture), 1 - probability);
  const draws = mixture.locations.length;
  const excessAt = ({ below }: Mass) => {
    const excess = below / draws - probability;
    return { excess, rise: excess * draws };
  };
  return bracketedNewton(mixture, probability, { start: sortedQuantile(mixture.locations, probability), steps: 200, excessAt });
}

/** The same by log F(y) = log probability, whose steps go as far as the tail does: log F is nearly a parabola, or a multiple of log |y|. */
function lowerTailQuantile(mixture: DensityMixture, probability: number): number {
  const draws = mixture.locations.length;
  const excessAt = ({ below }: Mass) => {
    const excess = Math.log(below / draws) - Math.log(probability);
    return { excess, rise: excess * below };
  };
  return bracketedNewton(mixture, probability, { start: mixture.locations[0]!, steps: 400, excessAt });
}

interface Newton {
  readonly start: number;
  readonly steps: number;
  /** By how much a function of F is above that of the probability, and that over its slope, times the density summed over draws. */
  readonly excessAt: (mass: Mass) => { readonly excess: number; readonly rise: number };
}

/** Newton's method inside a bracket that shrinks with every step; the middle of it where a step would leave it. */
function bracketedNewton(mixture: DensityMixture, probability: number, { start, steps, excessAt }: Newton): number {
  const { density, locations, scales } = mixture;
  const unit = scalesOf(scales)(0);
  const smallest = smallestScale(mixture);
  let [low, high] = bracketOf(mixture, { probability, below: (y) => massAt(mixture, y).below / locations.length });
  let y = start;
  for (let step = 0; step < steps; step++) {
    const mass = massAt(mixture, y);
    const { excess, rise } = excessAt(mass);
    if (excess === 0) return y;
    if (excess > 0) high = y;
    else low = y;
    const newton = y - (rise * unit * density.normalizer) / mass.height;
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (!(Math.abs(next - y) > 1e-9 * smallest + 1e-14 * Math.abs(y))) return next;
    y = next;
  }
  return y;
}

const scalesOf = (scales: number | ArrayLike<number>): ((draw: number) => number) =>
  typeof scales === "number" ? () => scales : (draw) => scales[draw]!;

function smallestScale({ locations, scales }: DensityMixture): number {
  const scaleOf = scalesOf(scales);
  let smallest = scaleOf(0);
  for (let d = 1; d < locations.length; d++) smallest = Math.min(smallest, scaleOf(d));
  return smallest;
}

/** The mixture of -y: its upper tail is the lower one. */
function mirrored({ density, locations, scales }: DensityMixture): DensityMixture {
  const order = Array.from({ length: locations.length }, (_, i) => locations.length - 1 - i);
  return { density, locations: order.map((d) => -locations[d]!), scales: order.map(scalesOf(scales)) };
}

/** Probability below a point, and the density there times normalizer and the first scale, both summed over draws. */
interface Mass {
  readonly below: number;
  readonly height: number;
}

function massAt({ density, locations, scales }: DensityMixture, y: number): Mass {
  const scaleOf = scalesOf(scales);
  const unit = scaleOf(0);
  let below = 0;
  let height = 0;
  for (let d = 0; d < locations.length; d++) {
    const scale = scaleOf(d);
    if (scale === 0) {
      // all at its location
      below += Number(y >= locations[d]!);
      continue;
    }
    const z = (y - locations[d]!) / scale;
    below += density.cdf(z);
    height += Math.exp(density.logKernel(z)) * (unit / scale);
  }
  return { below, height };
}

/** Two points with the quantile between them. */
function bracketOf(
  { density, locations, scales }: DensityMixture,
  { probability, below }: { probability: number; below: (y: number) => number },
): [low: number, high: number] {
  const draws = locations.length;
  const scaleOf = scalesOf(scales);
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
