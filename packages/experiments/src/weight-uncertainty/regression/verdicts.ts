import { type Measured, mean, type Said, spreadOf } from "@credence/lab";
import { type metrics, studentTQuantile } from "credence";

/** Mean of the squared differences of neighbours from their mean, as the source measures how restless a curve is. */
export function differenceVariance(values: readonly number[]): number {
  const differences = values.slice(1).map((value, i) => value - values[i]);
  const centre = mean(differences);
  return mean(differences.map((difference) => (difference - centre) ** 2));
}

export const rises = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value > values[i - 1]);

/** The samples of a few runs; of ours, of which there may be one, or none yet. */
export const sampleOf = (values: readonly number[]): metrics.Sample => ({
  stdDev: spreadOf(values) ?? 0,
  count: Math.max(1, values.length),
});

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

/** Factor by which means of `theirs` published runs and of `runs` of ours differ in 95 % of cases: exp(t sqrt(1 / theirs + 1 / runs) s). */
export const runFactor = (measure: keyof typeof logSpreads, runs = 1, theirs = 1): number =>
  Math.exp(studentTQuantile(0.975, 6) * Math.sqrt(1 / theirs + 1 / Math.max(1, runs)) * logSpreads[measure]);

/** A claim's number of some networks, or groups of them: nothing where one was not trained, judged where each was trained as published. */
export const ofTrained = <Result, Trained extends { readonly asPublished: boolean }>(
  find: (result: Result) => readonly (Trained | undefined)[],
  value: (...trained: Trained[]) => Measured,
): Pick<Said<Result>, "measured" | "tested"> => ({
  measured(result) {
    const found = find(result);
    return found.every((one) => one !== undefined) ? value(...found) : undefined;
  },
  tested: (result) => find(result).every((one) => one?.asPublished),
});
