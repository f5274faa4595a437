import type { Verdict } from "../../experiment.ts";

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of a sample; null for one value. */
export function spreadOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Mean of the squared differences of neighbours from their mean, as the source measures how restless a curve is. */
export function differenceVariance(values: readonly number[]): number {
  const differences = values.slice(1).map((value, i) => value - values[i]);
  const centre = mean(differences);
  return mean(differences.map((difference) => (difference - centre) ** 2));
}

export const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";

/** Two digits after the point, or "-" where nothing was measured. */
export const digits = (value: number | null, count = 2): string => (value === null ? "-" : value.toFixed(count));

export const rises = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]);

/** True where both numbers have one sign and neither is more than `factor` times the other. */
export const withinFactor = (a: number, b: number, factor: number): boolean => a / b < factor && b / a < factor;

/**
 * Factors by which two single runs of one setting differ in 95% of pairs, exp(t sqrt(2) s): s is the standard deviation of the logarithm over
 * the source's three runs of each Gaussian prior, pooled over the three priors, and t = 2.447 has their 6 degrees of freedom.
 */
const t6 = 2.447;
const pairFactor = (logSpread: number): number => Math.exp(t6 * Math.SQRT2 * logSpread);
export const runFactors = {
  /** Of minus the mean log density in [-0.2, 1.4]. */
  meanLogDensity: pairFactor(0.325),
  /** Of the true free energy at the end. */
  freeEnergy: pairFactor(0.0928),
  /** Of the mean standard deviation of f in [-0.2, 1.4]. */
  stdDev: pairFactor(0.133),
};
