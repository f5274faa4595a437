import type { Figure } from "@credence/lab";
import { reliability } from "@credence/lab/figures";
import type { ClassEvaluation } from "../models/evaluation.ts";
import type { ClassAnswers } from "../models/predictions.ts";

const bins = 10;

/** Predicted classes beside the true ones, and what was measured of them. */
export interface JudgedClasses {
  readonly predictions: ClassAnswers;
  /** The name of each true class. */
  readonly truth: readonly string[];
  readonly evaluation: ClassEvaluation;
}

/** The reliability diagram of the most probable class. */
export function classFigures({ predictions, truth, evaluation }: JudgedClasses): Figure[] {
  const { classes, probabilities, prediction, rows } = predictions;
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let row = 0; row < rows; row++) {
    const own = probabilities[row * classes.length + classes.indexOf(prediction[row])];
    const bin = sums[Math.min(bins - 1, Math.floor(own * bins))];
    bin.count++;
    bin.confidence += own;
    bin.right += Number(prediction[row] === truth[row]);
  }
  const series = sums.map(({ count, confidence, right }, bin) => ({
    lower: bin / bins,
    upper: (bin + 1) / bins,
    count,
    confidence: count === 0 ? null : confidence / count,
    accuracy: count === 0 ? null : right / count,
  }));
  const error = evaluation.expectedCalibrationError;
  return [
    {
      name: "reliability",
      title: "Reliability of the most probable class",
      finding: `Probabilities are off by ${(100 * error).toFixed(1)} points on average.`,
      caption: "Rows in bins of the probability of their most probable class, and how many of them are right.",
      plot: reliability({ series: [{ label: "model", bins: series }] }),
    },
  ];
}
