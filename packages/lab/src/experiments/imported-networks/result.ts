/** Mean, standard deviation (of one value, not of the mean) and count of repeated evaluations. */
export type Repeated = { readonly mean: number; readonly stdDev: number; readonly count: number };

export type ImportedResult = {
  readonly name: string;
  /** The weights, or the means of the weights, as one network. */
  readonly point: { readonly errorPercent: number; readonly nllPerDatum: number | null };
  /** Test error in % of the mean over all draws of an evaluation, over ten, and of single draws; null for point networks. */
  readonly draws50: Repeated | null;
  readonly draws10: Repeated | null;
  readonly oneDraw: Repeated | null;
  readonly nll50: Repeated | null;
  /** KL[q || prior], nats. */
  readonly complexity: number | null;
};

export type ImportedNetworksResult = {
  readonly testImages: number;
  readonly draws: number;
  readonly evaluations: number;
  readonly networks: readonly ImportedResult[];
};

/** @throws for no values */
export function spreadOf(values: readonly number[]): Repeated {
  const count = values.length;
  if (count === 0) throw new Error("spreadOf: no values, expected 1 or more");
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stdDev: count === 1 ? 0 : Math.sqrt(squares / (count - 1)), count };
}
