import type { ClassEvaluation, NumberEvaluation } from "@credence/tabular";
import { expect, test } from "vitest";
import { evaluationText } from "./evaluation-text.ts";

test("a coverage stands with its Wilson interval, also where all rows are inside or there are none", () => {
  const numbers: NumberEvaluation = {
    ...{
      task: "regression",
      rows: 40,
      rmse: 1,
      meanAbsoluteError: 1,
      explained: 0.5,
      logDensity: -1,
      level: 0.9,
      meanWidth: 3,
      intervalScore: 4,
    },
    covered: 0.925,
    coverage: [
      { of: "lowest quarter of predicted sd", rows: 20, covered: 1 },
      { of: "highest quarter of predicted sd", rows: 20, covered: 0.85 },
    ],
  };
  const text = evaluationText(numbers);
  expect(text).toMatch(/^90.0 % intervals hold +92.5 % \(95 % interval: 80.1 to 97.4 %\)$/m);
  expect(text).toMatch(/^ {2}lowest quarter of predicted sd +100.0 % \(83.9 to 100.0 %\)$/m);
  const classes: ClassEvaluation = {
    ...{ task: "classification", rows: 10, accuracy: 1, logDensity: -1, brier: 0, expectedCalibrationError: 0, level: 0.8, meanSetSize: 1 },
    covered: 0.8,
    coverage: [
      { of: "a", rows: 10, covered: 0.8 },
      { of: "b", rows: 0, covered: null },
    ],
  };
  expect(evaluationText(classes)).toMatch(/^80.0 % sets hold +80.0 % \(95 % interval: 49.0 to 94.3 %\)$/m);
  expect(evaluationText(classes)).toMatch(/ {2}b +no rows$/);
});
