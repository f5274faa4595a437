import type { TableNetworkName } from "../mnist/networks.ts";

/** What was measured after an epoch; nats are those of all training images in use. */
export type MnistErrorRow = {
  readonly epoch: number;
  readonly errorPercent: number;
  /** The objective of the epoch's last minibatch, as the source records it. */
  readonly objective: number;
  /** Expected negative log-likelihood of the training images; null where it overflowed. */
  readonly nll: number | null;
  /** KL[q || prior]; null for point networks. */
  readonly complexity: number | null;
};

/** One trained network on the test images. */
export type MnistErrorNetwork = {
  readonly network: TableNetworkName;
  readonly units: number;
  readonly epochs: number;
  /** Test error in % of the mean over 50 draws, as the text has it, and over 10, as the code has it; equal for point networks. */
  readonly errorStated: number;
  readonly errorPublished: number;
  /** Mean negative log-likelihood with 50 draws, nats per datum; null where a label was given probability 0. */
  readonly nllPerDatum: number | null;
  /** KL[q || prior] per weight, nats; null for point networks. */
  readonly complexityPerWeight: number | null;
  /** Weights and biases. */
  readonly weights: number;
  /** KL[q || prior] before the first step, nats; null for point networks. */
  readonly untrainedComplexity: number | null;
  /** The wrong test images, with 50 draws. */
  readonly wrong: readonly number[];
  /** The same with 10 draws, the first of the 50; equal for point networks. */
  readonly wrongPublished: readonly number[];
  readonly trace: readonly MnistErrorRow[];
};

export type MnistErrorResult = {
  readonly trainImages: number;
  readonly testImages: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: string;
  readonly networks: readonly MnistErrorNetwork[];
};

/** The network of a result, or undefined where its size was not trained. */
export const networkOf = (result: MnistErrorResult, network: TableNetworkName, units: number): MnistErrorNetwork | undefined =>
  result.networks.find((one) => one.network === network && one.units === units);

/** How many draws of the weights are averaged: 50 as the text states it, 10 as the published code has it. */
export type DrawsName = "stated" | "published";

export const wrongOf = ({ wrong, wrongPublished }: MnistErrorNetwork, draws: DrawsName): readonly number[] =>
  draws === "stated" ? wrong : wrongPublished;
