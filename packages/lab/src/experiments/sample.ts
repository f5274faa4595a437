export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of a sample; null for one value. */
export function spreadOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Mean, standard deviation (of one value, not of the mean; 0 where there is one value) and count of repeated evaluations. */
export type Repeated = { readonly mean: number; readonly stdDev: number; readonly count: number };

/** @throws for no values */
export function repeated(values: readonly number[]): Repeated {
  if (values.length === 0) throw new Error("repeated: no values, expected 1 or more");
  return { mean: mean(values), stdDev: spreadOf(values) ?? 0, count: values.length };
}

/** At most `count` of the values, evenly spread from the first to the last. */
export function thinned<Value>(values: readonly Value[], count: number): Value[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]);
}
