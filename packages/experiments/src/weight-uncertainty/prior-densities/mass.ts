import { scope, tensor } from "@credence/tensor";
import type { Distribution } from "credence";

/** Steps of Simpson's rule between two neighbouring distances. */
const steps = 32;

/** Distances from 0 that claims and tables speak of. */
export const namedDistances = [0.01, 0.1, 0.15, 0.5, 1, 2, 3] as const;

/** Whether they speak of the mass within it or beyond. */
export const sideOf = (distance: number) => (distance < 1 ? "within" : "beyond");

type Masses = { readonly within: readonly number[]; readonly beyond: readonly number[] };

/**
 * The masses of a prior on both sides of a distance from 0.
 *
 * @throws for a distance that the result does not hold
 */
export function massesAt({ distances }: { readonly distances: readonly number[] }, prior: Masses, distance: number) {
  const place = distances.indexOf(distance);
  if (place < 0) throw new Error(`massesAt: distance is ${distance}, expected one of the result's`);
  return { within: prior.within[place], beyond: prior.beyond[place] };
}

/** The density itself, from the library's log density. */
export async function densityAt(distribution: Distribution, x: readonly number[]): Promise<number[]> {
  const logDensity = await scope(() => distribution.logProb(tensor(Float32Array.from(x), [x.length]))).read();
  return Array.from(logDensity, Math.exp);
}

/** The distances, and others between them so close that a density between two neighbours is smooth: each at most a tenth more. */
export function distancesThrough(named: readonly number[], { from, to }: { from: number; to: number }): number[] {
  const count = Math.ceil(Math.log(to / from) / Math.log(1.1));
  const even = Array.from({ length: count + 1 }, (_, i) => from * (to / from) ** (i / count));
  return [...new Set([...even, ...named])].toSorted((a, b) => a - b);
}

/**
 * How much of a density that is symmetric about 0 lies within and beyond distances from 0, by Simpson's rule.
 *
 * Beyond the largest distance nothing is counted. Both masses are sums of their own, so that a tail of 1e-20 keeps its digits.
 */
export async function massesBy(distribution: Distribution, distances: readonly number[]): Promise<Masses> {
  const edges = [0, ...distances];
  const places = distances.flatMap((to, i) => Array.from({ length: steps + 1 }, (_, k) => edges[i] + ((to - edges[i]) * k) / steps));
  const density = await densityAt(distribution, places);
  const masses = distances.map((to, i) => {
    const terms = density.slice(i * (steps + 1), (i + 1) * (steps + 1));
    const sum = terms.reduce((total, value, k) => total + value * (k % steps === 0 ? 1 : k % 2 === 1 ? 4 : 2), 0);
    return (2 * sum * (to - edges[i])) / steps / 3;
  });
  return { within: sums(masses), beyond: [0, ...sums(masses.toReversed())].slice(0, -1).toReversed() };
}

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}
