import { mean, rounded } from "@credence/lab";
import type { Key, Tensor } from "@credence/tensor";
import { type Data, expectCategorical, metrics, type Posterior, predict, uncertainty } from "credence";

/**
 * Accuracies in %, uncertainties in nats, and calibration as a probability; `drawAccuracy` is 100 less the error that a PAC-Bayes bound is about,
 * `byLabel` null where there is no such image. By draws of the weights, the same for every image.
 */
export async function measured(posterior: Posterior, { x, y }: Data, { draws, key }: { draws: number; key: Key }) {
  const predictive = expectCategorical("measured", await predict(posterior, x, { draws, batchSize: 1000 }, key));
  const numbers = {
    accuracy: 100 * (await metrics.accuracy(predictive, y)),
    drawAccuracy: 100 * (await metrics.accuracyOfDraws(predictive, y)),
    nll: await metrics.negativeLogLikelihood(predictive, y),
    entropy: await meanOf(uncertainty.total(predictive)),
    mutualInformation: await meanOf(uncertainty.epistemic(predictive)),
    ece: await metrics.expectedCalibrationError(predictive, y),
  };
  const byLabel = await metrics.accuracyByLabel(predictive, y);
  predictive.dispose();
  return { ...rounded(numbers, 5), byLabel: byLabel.map((share) => (share === null ? null : Number((100 * share).toFixed(2)))) };
}

async function meanOf(values: Tensor): Promise<number> {
  const average = mean(await values.read());
  values.dispose();
  return average;
}
