import { integers, mean, type Tensor } from "@credence/tensor";
import { accuracy } from "../../metrics/accuracy.ts";
import { rmse } from "../../metrics/rmse.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import { predictiveStdDev } from "../../predictive/intervals.ts";
import { expectPredictive, type NumericPredictive, type Predictive } from "../../predictive/predictive.ts";
import { epistemic as epistemicOf } from "../../predictive/uncertainty.ts";
import { expectTensor } from "../../settings.ts";

/** A number that a prediction is judged by: an error, an uncertainty. */
export type PredictionMeasure<P extends Predictive = Predictive> = (predictive: P, y: Tensor) => number | Promise<number>;

const isOfClasses = (predictive: Predictive): predictive is ClassPredictive =>
  predictive.kind === "categorical" || predictive.kind === "bernoulli";

/**
 * The fraction of wrong classes, or the root mean squared error of real values.
 *
 * @shape y as the likelihood's: int32 classes [batch], zeros and ones or values [batch, outputs]
 * @throws for targets that do not fit the prediction
 */
export async function error(predictive: Predictive, y: Tensor): Promise<number> {
  expectPredictive("error", predictive);
  expectTensor("error", "y", y);
  if (!isOfClasses(predictive)) return rmse(predictive as NumericPredictive, y);
  if (y.dtype === "int32") return 1 - (await accuracy(predictive, y));
  // the zeros and ones of a Bernoulli likelihood
  const labels = integers(Int32Array.from(await y.read()));
  const wrong = 1 - (await accuracy(predictive, labels));
  labels.dispose();
  return wrong;
}

/**
 * Epistemic uncertainty, averaged over the examples: the mutual information of class and weights, or of real values the standard deviation of the
 * function, without the noise.
 *
 * @units nats; those of the targets
 */
export async function epistemic(predictive: Predictive): Promise<number> {
  expectPredictive("epistemic", predictive);
  const spread = isOfClasses(predictive)
    ? epistemicOf(predictive)
    : predictiveStdDev(predictive as NumericPredictive, { noise: "excluded" });
  const average = mean(spread);
  const [value] = await average.read();
  spread.dispose();
  average.dispose();
  return value!;
}
