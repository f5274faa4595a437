import type { Key } from "@credence/tensor";
import { type Data, expectCategorical, metrics, type Posterior, predict, uncertainty } from "credence";

/** What is asked of a prediction: accuracies in %, uncertainties in nats, calibration as a probability. */
export type Measured = {
  /** Of the averaged prediction. */
  readonly accuracy: number;
  /** Of one draw, averaged over draws: 100 less the error that a PAC-Bayes bound is about. */
  readonly drawAccuracy: number;
  readonly nll: number;
  readonly entropy: number;
  readonly mutualInformation: number;
  readonly ece: number;
  /** Accuracy of the averaged prediction by label, null where there is no such image. */
  readonly byLabel: readonly (number | null)[];
};

/** By draws of the weights, the same for every image. */
export async function measured(posterior: Posterior, { x, y }: Data, { draws, key }: { draws: number; key: Key }): Promise<Measured> {
  const predictive = expectCategorical("measured", await predict(posterior, x, { draws, batchSize: 1000 }, key));
  const labels = await y.read();
  const { wrong } = await metrics.topLabel(predictive, y);
  const [total, epistemic] = [uncertainty.total(predictive), uncertainty.epistemic(predictive)];
  const result = {
    accuracy: 100 * (await metrics.accuracy(predictive, y)),
    drawAccuracy: 100 * meanHit(await predictive.probabilities.read(), labels),
    nll: await metrics.negativeLogLikelihood(predictive, y),
    entropy: meanOf(await total.read()),
    mutualInformation: meanOf(await epistemic.read()),
    ece: await metrics.expectedCalibrationError(predictive, y),
  };
  for (const array of [total, epistemic]) array.dispose();
  predictive.dispose();
  const rounded = Object.fromEntries(Object.entries(result).map(([name, value]) => [name, Number(value.toPrecision(5))]));
  return { ...(rounded as typeof result), byLabel: accuracyByLabel(labels, wrong) };
}

const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Share of draws and images whose most probable class is the label. @shape probabilities [draws, batch, 10] */
function meanHit(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let hits = 0;
  const rows = probabilities.length / 10;
  for (let row = 0; row < rows; row++) {
    let top = 0;
    for (let c = 1; c < 10; c++) if (probabilities[10 * row + c]! > probabilities[10 * row + top]!) top = c;
    hits += Number(top === labels[row % labels.length]);
  }
  return hits / rows;
}

function accuracyByLabel(labels: ArrayLike<number>, wrong: ArrayLike<number>): (number | null)[] {
  return Array.from({ length: 10 }, (_, label) => {
    const own = Array.from(wrong).filter((_, i) => labels[i] === label);
    return own.length === 0 ? null : Number((100 * (1 - meanOf(own))).toFixed(2));
  });
}
