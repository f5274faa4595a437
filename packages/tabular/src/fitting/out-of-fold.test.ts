import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { classifier, regressor } from "../models/estimators.ts";
import { splitRows } from "../splitting/split.ts";
import { allRows, tableOf } from "../table.ts";
import { noisyCurve, threeTowns } from "../testing/noisy-curve.ts";
import { resolvedOptions, type TabularOptions } from "./fit-options.ts";
import { isOutOfFold } from "./out-of-fold.ts";

const some = (rows: number) =>
  tableOf({
    day: Array.from({ length: rows }, (_, row) => row),
    group: Array.from({ length: rows }, (_, row) => `g${row % 50}`),
    part: Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? "Calibration" : "train")),
    half: Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? "test" : "train")),
  });

test.each<[string, number, TabularOptions, boolean]>([
  ["few rows", 3990, {}, true],
  ["rows enough to hold out 400", 4000, {}, false],
  ["few rows, quickly", 200, { budget: "quick" }, false],
  ["many rows, asked for", 9000, { calibration: "outOfFold" }, true],
  ["few rows, not asked for", 200, { calibration: "heldOut" }, false],
  ["groups", 200, { split: { group: "group" } }, true],
  ["rows in time", 200, { split: { time: "day" } }, false],
  ["a column that says which rows calibrate", 200, { split: { splitColumn: "part" } }, false],
  ["a column that says which rows test", 200, { split: { splitColumn: "half" } }, true],
])("%s", (_, rows, given, expected) => {
  const table = some(rows);
  const options = resolvedOptions(given);
  const split = splitRows(table, { rows: allRows(table), options: options.split }, key(0));
  expect(isOutOfFold(table, split, options)).toBe(expected);
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("tables of 300 rows", () => {
  const seeds = [1, 2, 3];

  test("intervals of 90 % hold new rows of noise that grows tenfold, in each quarter of predicted sd", async () => {
    const evaluations = [];
    for (const seed of seeds) {
      const model = await regressor({ budget: "quick", calibration: "outOfFold" }).fit(noisyCurve(300, key(seed)), { target: "y" });
      expect(model.card).toMatchObject({ folds: 5, data: { parts: { train: 240, validation: 30, calibration: 0, test: 30 } } });
      expect(model.card.calibration).toMatchObject({ intervals: { rows: 240 } });
      evaluations.push(await model.evaluate(noisyCurve(4000, key(10 + seed))));
    }
    // a quantile of 240 scores: its share has a standard error of 0.02, a mean over three tables 0.011
    expect(Math.abs(mean(evaluations.map(({ covered }) => covered!)) - 0.9)).toBeLessThan(0.035);
    for (const quarter of [0, 1, 2, 3])
      expect(Math.abs(mean(evaluations.map(({ coverage }) => coverage[quarter].covered!)) - 0.9)).toBeLessThan(0.06);
  });

  test("sets of classes hold those of new rows", async () => {
    const covered = [];
    for (const seed of seeds) {
      const model = await classifier({ budget: "quick", calibration: "outOfFold" }).fit(threeTowns(300, key(seed)), { target: "town" });
      expect(model.card.calibration).toMatchObject({ kind: "sets", sets: { rows: model.card.data.parts.train } });
      covered.push((await model.evaluate(threeTowns(4000, key(10 + seed)))).covered!);
    }
    expect(Math.abs(mean(covered) - 0.9)).toBeLessThan(0.035);
  });
});
