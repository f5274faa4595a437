import type { PrunedNetworkName } from "./published.ts";

/** A network with one share of its weights removed. */
export type PruningPoint = {
  /** Share of all weights asked for; biases stay and do not count. */
  readonly share: number;
  /** Accuracy in % on the test images, one number per evaluation with draws of its own. */
  readonly accuracies: readonly number[];
  /** Share removed in each layer, from the input on. */
  readonly removed: readonly number[];
  /** KL[q || prior] over the weights that are left and the biases, nats. */
  readonly complexity: number;
  readonly sparseBytes: number;
};

/** The signal-to-noise ratios of one layer's weights. */
export type LayerSignal = {
  /** Median of |mean| / stdDev. */
  readonly median: number;
  /** Density of the ratios in decibels. */
  readonly density: { readonly x: readonly number[]; readonly density: readonly number[] };
};

/** A network that lost weights in one layer only. */
export type LayerAlone = {
  /** From the input on, 0 first. */
  readonly layer: number;
  /** Share of the layer's own weights that is removed, lowest ratio first. */
  readonly share: number;
  /** In % on the test images, with the draws of the first evaluation of the whole network. */
  readonly accuracy: number;
};

export type PrunedNetwork = {
  readonly network: PrunedNetworkName;
  /** Trained here, or by the source. */
  readonly origin: "ours" | "source";
  readonly units: number;
  readonly epochs: number;
  /** Of these epochs, the one whose network it is, where that is the one with the lowest objective; left out where it is the last. */
  readonly keptEpoch?: number;
  /** Weights that could go. */
  readonly weights: number;
  readonly denseBytes: number;
  readonly layers: readonly LayerSignal[];
  /** One threshold for the network, and one for each layer, in the order of the shares. */
  readonly global: readonly PruningPoint[];
  readonly layer: readonly PruningPoint[];
  /** By share, then by layer from the input on. */
  readonly alone: readonly LayerAlone[];
};

export type MnistPruningResult = {
  readonly trainImages: number;
  readonly testImages: number;
  readonly draws: number;
  readonly networks: readonly PrunedNetwork[];
  /** Ours again, trained for fewer epochs; none at a budget that has one training only. */
  readonly shorterTraining: readonly PrunedNetwork[];
};

/** Mean accuracy over the evaluations, %. */
export const accuracyOf = ({ accuracies }: PruningPoint): number =>
  accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;

/** Standard deviation of one evaluation, in points; null where there was one. */
export function accuracySpread(point: PruningPoint): number | null {
  const { accuracies } = point;
  if (accuracies.length < 2) return null;
  const mean = accuracyOf(point);
  return Math.sqrt(accuracies.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0) / (accuracies.length - 1));
}

/** The point of a share, or undefined where it was not removed. */
export const pointAt = (points: readonly PruningPoint[], share: number): PruningPoint | undefined =>
  points.find((point) => point.share === share);

/** What tells a network from the others of a result: "source-bnn-gaussian-400". */
export const idOf = ({ origin, network, units }: Pick<PrunedNetwork, "origin" | "network" | "units">): string =>
  `${origin}-${network}-${units}`;
