import type { RegressionPrior } from "../regression/networks.ts";
import type { RegressionScores, ShownPoints } from "../regression/scores.ts";
import type { MeasuredRow } from "../regression/trace.ts";

/** A network trained one way, and how. */
export type TrainedSide = Omit<RegressionScores, "examples"> & {
  readonly trace: readonly MeasuredRow[];
  /** Of the last minibatch of every epoch, from the first, nats; rounded to five digits for the figure. */
  readonly objectives: readonly number[];
  /** Variance of the differences between consecutive ones, before rounding. */
  readonly differenceVariance: number;
  /** The same over the second half of training, which the fall of the first epochs is not part of. */
  readonly lateDifferenceVariance: number;
};

/** One prior: the same initial weights and minibatches, without the trick and with it. */
export type TrainedPair = {
  readonly id: string;
  readonly label: string;
  readonly prior: RegressionPrior;
  readonly epochs: number;
  /** Trained as published: epochs, widths, data; with the trick, but for the noise of the biases, which is an example's own here. */
  readonly asPublished: boolean;
  /** KL[q || prior] as initialised, nats: the same for both. */
  readonly untrained: number;
  readonly without: TrainedSide;
  readonly with: TrainedSide;
};

export type LocalReparameterizationResult = {
  readonly pairs: readonly TrainedPair[];
  readonly points: ShownPoints;
  readonly densityDraws: number;
  readonly bandDraws: number;
};
