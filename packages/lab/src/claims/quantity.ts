/** What a spread is a spread of: trainings under other keys, their mean (its standard error), draws of the weights, counting a share of test images, or resampling. */
export type ErrorOf = "runs" | "mean of runs" | "draws" | "counting" | "resampling";

/** A measured number, and its error where one is known. */
export interface Quantity {
  readonly value: number;
  /** One standard deviation, in the value's unit, over `n` runs, draws, images or resamples. */
  readonly error?: { readonly of: ErrorOf; readonly size: number; readonly n: number } | undefined;
}

/** Arithmetic mean. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Standard deviation of a sample; null for one value. */
export function spreadOf(values: ArrayLike<number>): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** To so many significant digits: a figure shows no more than five or six, and a result file stays readable. */
export const toSignificant = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** Each to so many significant digits. */
export const significant = (values: ArrayLike<number>, digits: number): number[] =>
  Array.from(values, (value) => toSignificant(value, digits));

/** A record whose numbers, and lists of numbers, have so many significant digits, as a result keeps them; what is none stays as it is. */
export function rounded<Values extends object>(values: Values, digits: number): Values {
  const short = (value: unknown) => (typeof value === "number" ? toSignificant(value, digits) : value);
  const all = Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(short) : short(value)]);
  return Object.fromEntries(all) as Values;
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
