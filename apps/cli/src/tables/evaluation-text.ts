import { formatDigits } from "@credence/lab/figures";
import type { Evaluation } from "@credence/tabular";

const percent = (share: number | null): string => (share === null ? "no rows" : `${formatDigits(100 * share, 1)} %`);

/** What was measured, a line each. */
export function evaluationText(evaluation: Evaluation): string {
  const { rows, level, covered, logDensity, coverage } = evaluation;
  const measures =
    evaluation.task === "regression"
      ? [
          ["RMSE", shown(evaluation.rmse)],
          ["mean absolute error", shown(evaluation.meanAbsoluteError)],
          ["variance explained", percent(evaluation.explained)],
          ["log density, nats", shown(logDensity)],
          [`${percent(level)} intervals hold`, percent(covered)],
          ["mean width", shown(evaluation.meanWidth)],
          ["interval score", shown(evaluation.intervalScore)],
        ]
      : [
          ["accuracy", percent(evaluation.accuracy)],
          ["log probability, nats", shown(logDensity)],
          ["Brier score", shown(evaluation.brier)],
          ["calibration error", shown(evaluation.expectedCalibrationError)],
          [`${percent(level)} sets hold`, percent(covered)],
          ["mean classes in a set", shown(evaluation.meanSetSize)],
        ];
  const lines = [["rows", String(rows)], ...measures, ...coverage.map(({ of, covered: share }) => [`  ${of}`, percent(share)])];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
