import type { RegressionScores, ShownPoints } from "../regression/scores.ts";
import type { MeasuredRow } from "../regression/trace.ts";

/** A network trained under one standard deviation of the likelihood. */
export type NoiseNetwork = RegressionScores & {
  readonly likelihoodStdDev: number;
  readonly epochs: number;
  /** Trained exactly as published: epochs, widths, data. */
  readonly asPublished: boolean;
  /** KL[q || prior] as initialised, nats. */
  readonly untrained: number;
  readonly trace: readonly MeasuredRow[];
};

export type RegressionNoiseResult = {
  readonly networks: readonly NoiseNetwork[];
  readonly points: ShownPoints;
  readonly densityDraws: number;
  readonly bandDraws: number;
};
