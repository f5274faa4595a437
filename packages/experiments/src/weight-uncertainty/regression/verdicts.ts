import { mean, spreadOf } from "@credence/lab";

/** Mean of the squared differences of neighbours from their mean, as the source measures how restless a curve is. */
export function differenceVariance(values: readonly number[]): number {
  const differences = values.slice(1).map((value, i) => value - values[i]);
  const centre = mean(differences);
  return mean(differences.map((difference) => (difference - centre) ** 2));
}

export const rises = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]);

/** 97.5% points of Student's t by degrees of freedom. */
const studentPoints: Readonly<Record<number, number>> = { 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306 };

/**
 * Half width of the interval that holds 95% of the differences of the means of two samples of one distribution, from the spread of both: a
 * single value adds none, so one run of ours against three of the source's has the t of their 2 degrees of freedom.
 *
 * @throws RangeError unless the samples have 4 to 10 values together, the first of them at least two
 */
export function meansWidth(theirs: readonly number[], ours: readonly number[]): number {
  const freedom = theirs.length + Math.max(1, ours.length) - 2;
  const point = studentPoints[freedom];
  if (point === undefined || theirs.length < 2)
    throw new RangeError(`meansWidth: ${theirs.length} and ${ours.length} values, expected 4 to 10 together, at least two of them theirs`);
  const squares = (values: readonly number[]) => (values.length - 1) * (spreadOf(values) ?? 0) ** 2;
  const variance = (squares(theirs) + squares(ours)) / freedom;
  return point * Math.sqrt(variance * (1 / theirs.length + 1 / Math.max(1, ours.length)));
}

/** Standard deviations of the logarithm over the source's three runs of each Gaussian prior, pooled over the priors: 6 degrees of freedom. */
const logSpreads = {
  /** Of minus the mean log density in [-0.2, 1.4]. */
  meanLogDensity: 0.325,
  /** Of the true free energy of the networks stored. */
  freeEnergy: 0.0928,
  /** Of the mean standard deviation of f in [-0.2, 1.4]. */
  stdDev: 0.133,
  /** Of KL[q || prior] of the networks stored. */
  complexity: 0.0466,
};

/** Factor by which means of `theirs` published runs and of `runs` of ours differ in 95% of cases: exp(t sqrt(1 / theirs + 1 / runs) s). */
export const runFactor = (measure: keyof typeof logSpreads, runs = 1, theirs = 1): number =>
  Math.exp(studentPoints[6] * Math.sqrt(1 / theirs + 1 / Math.max(1, runs)) * logSpreads[measure]);
