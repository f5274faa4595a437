import type { Repeated } from "@credence/lab";

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
