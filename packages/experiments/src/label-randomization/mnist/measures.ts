import { type ClassScoresOptions, classScores, rounded } from "@credence/lab";
import type { Data, Posterior } from "credence";

/**
 * Accuracies in %, uncertainties in nats, and calibration as a probability; `drawAccuracy` is 100 less the error that a PAC-Bayes bound is about,
 * `byLabel` null where there is no such image. By draws of the weights, the same for every image.
 */
export async function measured(posterior: Posterior, data: Data, draws: ClassScoresOptions) {
  const scores = await classScores(posterior, data, { ...draws, batchSize: 1000 });
  const { accuracy, accuracyOfDraws, accuracyByLabel, nll, entropy, mutualInformation, calibrationError: ece } = scores;
  return {
    ...rounded({ accuracy: 100 * accuracy, drawAccuracy: 100 * accuracyOfDraws, nll, entropy, mutualInformation, ece }, 5),
    byLabel: accuracyByLabel.map((share) => (share === null ? null : Number((100 * share).toFixed(2)))),
  };
}
