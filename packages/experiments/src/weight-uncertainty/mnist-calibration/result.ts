import type { metrics } from "credence";
import { type MnistNetworkName, mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";

/** The top labels of a prediction, scores of exactly 1 among them. */
export type Calibration = {
  readonly errorPercent: number;
  /** Expected and maximum calibration error over ten bins, as probabilities. */
  readonly ece: number;
  readonly mce: number;
  /** Nats per datum; null where a label was given probability 0. */
  readonly nllPerDatum: number | null;
  readonly brier: number;
  /** Mean score less the share that is right, and the standard error of that over images. */
  readonly overconfidence: { readonly mean: number; readonly standardError: number };
  readonly bins: readonly metrics.ReliabilityBin[];
};

/** The last of ten bins, [0.9, 1), of one evaluation. All its scores are top labels, pooled or not. */
export type LastBin = {
  readonly without: { readonly count: number; readonly right: number | null };
  /** With the scores that are exactly 1 in float32. */
  readonly with: { readonly count: number; readonly right: number | null };
  /**
   * Scores below 1 by one or two steps of float32, and how many of them are right: another order of summing may make them 1. (The
   * quotient 1 / (1 + 2^-23) of a softmax lies two steps below.)
   */
  readonly nextToOne: { readonly count: number; readonly right: number };
};

export type NetworkCalibration = {
  readonly network: TableNetworkName;
  readonly units: number;
  /** null for the source's own network. */
  readonly epochs: number | null;
  /** As the text has it: top labels, all draws. */
  readonly stated: Calibration;
  /** As the source's code has it: the scores of all classes pooled, without exact ones, ten draws. */
  readonly published: {
    readonly bins: readonly metrics.ReliabilityBin[];
    /** Of each ten draws there are; a point network has one evaluation. */
    readonly lastBins: readonly LastBin[];
    /** Expected calibration error of the top label over `recordedErrorBins`, of the same draws. */
    readonly errors: readonly number[];
  };
  /** Top labels after temperature scaling, each half of the images at the temperature of the other. */
  readonly scaled: Calibration & { readonly temperatures: readonly number[] };
};

/** Difference of two expected calibration errors on the same images, with the standard error of resampled images. */
export type CalibrationComparison = { readonly difference: number; readonly standardError: number };

/** The four networks of one size, or of the source, and what is said of pairs of them. */
export type CalibrationGroup = {
  /** "source" or the number of units. */
  readonly id: string;
  readonly units: number;
  readonly networks: readonly NetworkCalibration[];
  readonly comparisons: {
    /** The Gaussian BNN less the other. */
    readonly bnnLessPlain: CalibrationComparison;
    readonly bnnLessDropout: CalibrationComparison;
    /** The plain network after temperature scaling less the same before. */
    readonly plainScaledLessPlain: CalibrationComparison;
    readonly bnnLessPlainScaled: CalibrationComparison;
  };
};

export type MnistCalibrationResult = {
  readonly testImages: number;
  readonly draws: { readonly stated: number; readonly published: number };
  readonly resamples: number;
  /** One for each size that was trained. */
  readonly trained: readonly CalibrationGroup[];
  /** The source's own networks; null where their folder was not named. */
  readonly source: CalibrationGroup | null;
};

/** Every group of a result, the source's own last. */
export const groupsOf = ({ trained, source }: MnistCalibrationResult): readonly CalibrationGroup[] =>
  source ? [...trained, source] : trained;

/** "400 units", or whose they are. */
export const groupLabel = ({ id, units }: CalibrationGroup): string =>
  id === "source" ? `the source's networks of ${units} units` : `${units} units`;

/** A network of a group. */
export function memberOf(group: CalibrationGroup, network: MnistNetworkName): NetworkCalibration {
  const found = group.networks.find((one) => one.network === network);
  if (!found) throw new Error(`memberOf: the group of ${groupLabel(group)} has no ${mnistNetworkLabels[network]}`);
  return found;
}
