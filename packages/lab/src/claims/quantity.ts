/** What a spread is a spread of: trainings under other keys, draws of the weights, counting a share of test images, or resampling. */
export type ErrorOf = "runs" | "draws" | "counting" | "resampling";

/** A measured number, and its error where one is known. */
export interface Quantity {
  readonly value: number;
  /** One standard deviation, in the value's unit, over `n` runs, draws, images or resamples. */
  readonly error?: { readonly of: ErrorOf; readonly size: number; readonly n: number } | undefined;
}

/** Arithmetic mean. */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of a sample; null for one value. */
export function spreadOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Mean and standard deviation over runs, draws or resamples; undefined where there is none. */
export function measuredOver(values: readonly number[], of: ErrorOf): Quantity | undefined {
  if (values.length === 0) return undefined;
  const size = spreadOf(values);
  return { value: mean(values), ...(size === null ? {} : { error: { of, size, n: values.length } }) };
}

/**
 * A share in % counted on `n` examples, with its binomial standard error.
 *
 *   sqrt(p (100 - p) / n)
 */
export const counted = (percent: number, n: number): Quantity => ({
  value: percent,
  error: { of: "counting", size: Math.sqrt((percent * (100 - percent)) / n), n },
});

/** Mean, standard deviation (of one value, not of the mean; 0 where there is one value) and count of repeated evaluations. */
export type Repeated = { readonly mean: number; readonly stdDev: number; readonly count: number };

/** @throws for no values */
export function repeated(values: readonly number[]): Repeated {
  if (values.length === 0) throw new Error("repeated: no values, expected 1 or more");
  return { mean: mean(values), stdDev: spreadOf(values) ?? 0, count: values.length };
}
