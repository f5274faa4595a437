import { formatDigits, wilsonInterval } from "@credence/lab/figures";
import type { Evaluation } from "@credence/tabular";

const percent = (share: number | null): string => (share === null ? "no rows" : `${formatDigits(100 * share, 1)} %`);

/** A share of so many rows, and the 95 % interval (Wilson's) of what it is of all. */
function held(share: number | null, rows: number, what = ""): string {
  if (share === null) return "no rows";
  const [low, high] = wilsonInterval(share * rows, rows).map((end) => formatDigits(100 * end, 1));
  return `${percent(share)} (${what}${low} to ${high} %)`;
}

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
          [`${percent(level)} intervals hold`, held(covered, rows, "95 % interval: ")],
          ["mean width", shown(evaluation.meanWidth)],
          ["interval score", shown(evaluation.intervalScore)],
        ]
      : [
          ["accuracy", percent(evaluation.accuracy)],
          ["log probability, nats", shown(logDensity)],
          ["Brier score", shown(evaluation.brier)],
          ["calibration error", shown(evaluation.expectedCalibrationError)],
          [`${percent(level)} sets hold`, held(covered, rows, "95 % interval: ")],
          ["mean classes in a set", shown(evaluation.meanSetSize)],
        ];
  const lines = [
    ["rows", String(rows)],
    ...measures,
    ...coverage.map(({ of, rows: own, covered: share }) => [`  ${of}`, held(share, own)]),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));
