/** One prior over a weight: its density as it is, and as a kernel density of draws shows it. */
export type PriorDensity = {
  readonly id: string;
  readonly label: string;
  /** Of a mixture: -log of the standard deviations of its wide and its narrow part; null for the others. */
  readonly minusLogStdDevs: readonly [wide: number, narrow: number] | null;
  /** Per unit of weight, at the result's places and at its kernel's. */
  readonly exact: readonly number[];
  readonly kernel: readonly number[];
  /** Standard deviation of the kernel. */
  readonly bandwidth: number;
  /** Density at 0. */
  readonly peak: { readonly exact: number; readonly kernel: number };
  /** Share of the weights that lie within, and beyond, each of the result's distances from 0. */
  readonly within: readonly number[];
  readonly beyond: readonly number[];
};

export type PriorDensitiesResult = {
  readonly draws: number;
  /** Weights at which the exact densities and those of kernels are known, ascending and symmetric about 0. */
  readonly places: readonly number[];
  readonly kernelPlaces: readonly number[];
  /** Distances from 0 at which masses are known, ascending. */
  readonly distances: readonly number[];
  /** The nine mixtures of Figure 2. */
  readonly mixtures: readonly PriorDensity[];
  /** N(0, 1), Laplace, the mixture that Figure 3 shows and the one it names. */
  readonly compared: readonly PriorDensity[];
  /** A Gaussian of the variance of the mixture that Figure 3 shows. */
  readonly sameVariance: PriorDensity;
};

/** Distances that claims and tables speak of; every result has them among its own. */
export const namedDistances = [0.01, 0.1, 0.15, 0.5, 1, 2, 3] as const;

/**
 * The masses of a prior on both sides of a distance from 0.
 *
 * @throws for a distance that the result does not hold
 */
export function massesAt(
  { distances }: Pick<PriorDensitiesResult, "distances">,
  prior: PriorDensity,
  distance: number,
): { within: number; beyond: number } {
  const place = distances.indexOf(distance);
  if (place < 0) throw new Error(`massesAt: distance is ${distance}, expected one of the result's`);
  return { within: prior.within[place], beyond: prior.beyond[place] };
}
