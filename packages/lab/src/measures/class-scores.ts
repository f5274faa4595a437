import type { Key, Tensor } from "@credence/tensor";
import { type Data, expectCategorical, metrics, type Posterior, predict, uncertainty } from "credence";
import { mean } from "../claims/quantity.ts";

/** How good and how sure the prediction of a classifier is, on data with labels. */
export interface ClassScores {
  /** Of the averaged prediction, a share. */
  readonly accuracy: number;
  /** Of one draw, averaged over draws. */
  readonly accuracyOfDraws: number;
  /** Of the averaged prediction by label; null where there is none of it. */
  readonly accuracyByLabel: readonly (number | null)[];
  /** Negative log-likelihood, nats per datum. */
  readonly nll: number;
  /** Of the averaged prediction, nats, mean over the data. */
  readonly entropy: number;
  /** Between label and weights, nats, mean over the data. */
  readonly mutualInformation: number;
  /** Expected calibration error, a probability. */
  readonly calibrationError: number;
}

/** By how many draws, and which. */
export interface ClassScoresOptions {
  /** Of the weights. */
  readonly draws: number;
  /** The same draws for every datum. */
  readonly key: Key;
  /** Data predicted at a time. @default all */
  readonly batchSize?: number;
}

/**
 * Predicts, measures, and gives the prediction's arrays back.
 *
 * @throws for a posterior that is no classifier's
 */
export async function classScores(posterior: Posterior, { x, y }: Data, { key, ...draws }: ClassScoresOptions): Promise<ClassScores> {
  const predictive = expectCategorical("classScores", await predict(posterior, x, draws, key));
  const scores = {
    accuracy: await metrics.accuracy(predictive, y),
    accuracyOfDraws: await metrics.accuracyOfDraws(predictive, y),
    accuracyByLabel: await metrics.accuracyByLabel(predictive, y),
    nll: await metrics.negativeLogLikelihood(predictive, y),
    entropy: await meanOf(uncertainty.total(predictive)),
    mutualInformation: await meanOf(uncertainty.epistemic(predictive)),
    calibrationError: await metrics.expectedCalibrationError(predictive, y),
  };
  predictive.dispose();
  return scores;
}

async function meanOf(values: Tensor): Promise<number> {
  const average = mean(await values.read());
  values.dispose();
  return average;
}
