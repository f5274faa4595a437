import { integers, tensor } from "@credence/tensor";
import { asProbabilities, type CategoricalPredictive, categoricalPredictive, metrics } from "credence";
import { type Coverage, coverageByClass, coverageByQuarter, shareInside } from "../calibrating/coverage.ts";
import type { ClassAnswers, NumberPredictions } from "./predictions.ts";

/** How good predictions of numbers were, on rows whose target is known. */
export type NumberEvaluation = {
  readonly task: "regression";
  readonly rows: number;
  /** In units of the target. */
  readonly rmse: number;
  readonly meanAbsoluteError: number;
  /** Share of the target's variance that the predictions explain. */
  readonly explained: number;
  /** Mean log density of the targets, nats, in units of the target. */
  readonly logDensity: number;
  /** Share of targets that the intervals should hold. */
  readonly level: number;
  /** Share that they did hold. */
  readonly covered: number | null;
  readonly meanWidth: number;
  /** Width plus a penalty for what lies outside; lower is better, and the true quantiles are the best. */
  readonly intervalScore: number;
  /** By quarter of predicted standard deviation. */
  readonly coverage: readonly Coverage[];
};

/** How good predictions of classes were. */
export type ClassEvaluation = {
  readonly task: "classification";
  readonly rows: number;
  readonly accuracy: number;
  /** Mean log probability of the true class, nats. */
  readonly logDensity: number;
  /** Mean squared distance between probabilities and the true class. */
  readonly brier: number;
  /** Of the most probable class, in 15 bins. */
  readonly expectedCalibrationError: number;
  /** Share of rows whose class the sets should hold. */
  readonly level: number;
  /** Share that they did hold. */
  readonly covered: number | null;
  readonly meanSetSize: number;
  /** By class. */
  readonly coverage: readonly Coverage[];
};

/** How good predictions were. */
export type Evaluation = NumberEvaluation | ClassEvaluation;

/** Measures predictions of numbers. */
export async function evaluateNumbers(
  predictions: NumberPredictions,
  { truth, level, logDensity }: { readonly truth: Float64Array; readonly level: number; readonly logDensity: number },
): Promise<NumberEvaluation> {
  const { rows, prediction, lower, upper, total } = predictions;
  const mean = truth.reduce((sum, value) => sum + value, 0) / rows;
  let [squares, absolutes, spread, width] = [0, 0, 0, 0];
  const inside: boolean[] = [];
  for (let row = 0; row < rows; row++) {
    squares += (truth[row] - prediction[row]) ** 2;
    absolutes += Math.abs(truth[row] - prediction[row]);
    spread += (truth[row] - mean) ** 2;
    width += upper[row] - lower[row];
    inside.push(truth[row] >= lower[row] && truth[row] <= upper[row]);
  }
  // from the prediction, whose differences a float32 holds however far from 0 the target is
  const fromPrediction = (values: Float64Array) => values.map((value, row) => value - prediction[row]);
  const y = tensor(Float32Array.from(fromPrediction(truth)), [rows, 1]);
  const interval = { lower: fromPrediction(lower), upper: fromPrediction(upper) };
  const intervalScore = await metrics.intervalScore(interval, y, { coverage: level });
  y.dispose();
  return {
    task: "regression",
    rows,
    rmse: Math.sqrt(squares / rows),
    meanAbsoluteError: absolutes / rows,
    explained: spread === 0 ? 0 : 1 - squares / spread,
    logDensity,
    level,
    covered: shareInside(inside),
    meanWidth: width / rows,
    intervalScore,
    coverage: rows < 4 ? [] : coverageByQuarter(total, inside),
  };
}

/** Measures predictions of classes; `truth` are places of classes. */
export async function evaluateClasses(
  predictions: ClassAnswers,
  { truth, level }: { readonly truth: Int32Array; readonly level: number },
): Promise<ClassEvaluation> {
  const { rows, classes, sets } = predictions;
  const inside = sets.map((set, row) => set.includes(classes[truth[row]]));
  return onPredictive(predictions, truth, async (predictive, labels) => ({
    task: "classification",
    rows,
    accuracy: await metrics.accuracy(predictive, labels),
    logDensity: logDensityOf(predictions, truth),
    brier: await metrics.brier(predictive, labels),
    expectedCalibrationError: await metrics.expectedCalibrationError(predictive, labels),
    level,
    covered: shareInside(inside),
    meanSetSize: sets.reduce((sum, set) => sum + set.length, 0) / rows,
    coverage: coverageByClass(classes, truth, inside),
  }));
}

/** Probabilities as the library's predictive, for its metrics; gives its arrays back. */
async function onPredictive<Value>(
  { probabilities, rows, classes }: ClassAnswers,
  truth: Int32Array,
  measure: (predictive: CategoricalPredictive, labels: ReturnType<typeof integers>) => Promise<Value>,
): Promise<Value> {
  const predictive = categoricalPredictive({
    probabilities: asProbabilities(tensor(Float32Array.from(probabilities), [1, rows, classes.length])),
  });
  const labels = integers(truth);
  try {
    return await measure(predictive, labels);
  } finally {
    predictive.dispose();
    labels.dispose();
  }
}

/** In float64: a class that is nearly ruled out keeps its probability. */
function logDensityOf({ probabilities, rows, classes }: ClassAnswers, truth: Int32Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += Math.log(Math.max(1e-300, probabilities[row * classes.length + truth[row]]));
  return sum / rows;
}
