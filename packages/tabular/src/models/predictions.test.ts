import { expect, test } from "vitest";
import { evaluateNumbers } from "./evaluation.ts";
import { type NumberPredictions, predictionsCsv } from "./predictions.ts";

/** Predictions that are off by half a standard deviation, in intervals of one to each side; the last one by five. */
function around(centre: number, stdDev: number): { predictions: NumberPredictions; truth: Float64Array } {
  const all = (value: number) => new Float64Array(4).fill(value);
  return {
    predictions: {
      task: "regression",
      rows: 4,
      ...{ prediction: all(centre), lower: all(centre - stdDev), upper: all(centre + stdDev) },
      ...{ total: all(stdDev), aleatoric: all(stdDev), epistemic: all(0) },
      outOfRange: [[], [], [], []],
      unseenCategory: [[], [], [], []],
    },
    truth: Float64Array.from([0.5, -0.5, 0.5, 5], (score) => centre + score * stdDev),
  };
}

test.each([
  [1_700_000_000, 60, "1700000000,1699999940,1700000060,60,60,0,,"],
  [-1_700_000_000, 0.5, "-1700000000,-1700000000.5,-1699999999.5,0.5,0.5,0,,"],
  [123.456789012, 1.23456789, "123.4568,122.2222,124.6914,1.234568,1.234568,0,,"],
  [0, 1e-9, "0,-1e-9,1e-9,1e-9,1e-9,0,,"],
])(
  "a target of %d beside %d: the file tells its interval, and the interval score is that of the standardised target",
  async (centre, stdDev, line) => {
    const { predictions, truth } = around(centre, stdDev);
    expect(predictionsCsv(predictions).split("\n")[1]).toBe(line);
    const { intervalScore } = await evaluateNumbers(predictions, { truth, level: 0.9, logDensity: 0 });
    // a width of 2, and one of four rows outside by 4: 2 + 20 * 4 / 4; a float64 holds the differences to 1e-7 of a standard deviation of 0.5
    expect(intervalScore / stdDev).toBeCloseTo(22, 5);
  },
);
