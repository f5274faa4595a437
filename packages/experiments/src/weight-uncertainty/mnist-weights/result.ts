import type { MnistNetworkName } from "../mnist/networks.ts";

export type WeightDensity = { readonly x: readonly number[]; readonly density: readonly number[] };

/** One layer's weights, biases excluded. */
export type LayerWeights = {
  /** Standard deviation of the drawn weights. */
  readonly stdDev: number;
  /** Mean of the weights' own standard deviations; null for a point network. */
  readonly meanStdDev: number | null;
  readonly density: WeightDensity;
};

export type NetworkWeights = {
  readonly network: MnistNetworkName;
  /** Trained here, or by the source. */
  readonly origin: "ours" | "source";
  readonly units: number;
  readonly epochs: number;
  /** Of these epochs, the one whose network it is, where that is the one with the lowest objective; left out where it is the last. */
  readonly keptEpoch?: number;
  /** Draws of all weights; 1 for a point network. */
  readonly draws: number;
  /** Standard deviation of the drawn weights of all layers. */
  readonly stdDev: number;
  /** Median of the weights' own standard deviations; null for a point network. */
  readonly medianStdDev: number | null;
  /** Of the kernel, in units of weight. */
  readonly bandwidth: number;
  /** The largest density, per unit of weight. */
  readonly peak: number;
  /** Share of the drawn weights outside the figure. */
  readonly outside: number;
  readonly density: WeightDensity;
  readonly layers: readonly LayerWeights[];
};

export type MnistWeightsResult = {
  readonly trainImages: number;
  readonly networks: readonly NetworkWeights[];
  /** Our Gaussian network again, trained for fewer epochs; none at a budget that has one training only. */
  readonly shorterTraining: readonly NetworkWeights[];
};

/** What tells a network from the others of a result: "source-bnn-gaussian-400". */
export const idOf = ({ origin, network, units }: Pick<NetworkWeights, "origin" | "network" | "units">): string =>
  `${origin}-${network}-${units}`;
