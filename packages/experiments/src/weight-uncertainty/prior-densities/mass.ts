import type { SymmetricMasses } from "credence";

/** Distances from 0 that claims and tables speak of. */
export const namedDistances = [0.01, 0.1, 0.15, 0.5, 1, 2, 3] as const;

/** Whether they speak of the mass within it or beyond. */
export const sideOf = (distance: number) => (distance < 1 ? "within" : "beyond");

/**
 * The masses of a prior on both sides of a distance from 0.
 *
 * @throws for a distance that the result does not hold
 */
export function massesAt({ distances }: { readonly distances: readonly number[] }, prior: SymmetricMasses, distance: number) {
  const place = distances.indexOf(distance);
  if (place < 0) throw new Error(`massesAt: distance is ${distance}, expected one of the result's`);
  return { within: prior.within[place], beyond: prior.beyond[place] };
}

/** The distances, and others between them so close that a density between two neighbours is smooth: each at most a tenth more. */
export function distancesThrough(named: readonly number[], { from, to }: { from: number; to: number }): number[] {
  const count = Math.ceil(Math.log(to / from) / Math.log(1.1));
  const even = Array.from({ length: count + 1 }, (_, i) => from * (to / from) ** (i / count));
  return [...new Set([...even, ...named])].toSorted((a, b) => a - b);
}
