import { key } from "@credence/tensor";
import { beforeAll, describe, expect, test } from "vitest";
import { allRows, findColumn, type Table, tableOf } from "../table.ts";
import { noisyCurve, threeTowns } from "../testing/noisy-curve.ts";
import { classifier, predictor, regressor } from "./estimators.ts";
import { type ClassPredictions, type NumberPredictions, predictionsCsv } from "./predictions.ts";
import { loadModel, type TabularModel } from "./tabular-model.ts";

/** The same rows without a column. */
const without = (table: Table, name: string): Table => ({ ...table, columns: table.columns.filter((column) => column.name !== name) });
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test("an option that there is not is refused, with the nearest", () => {
  expect(() => regressor({ buget: "quick" } as never)).toThrow(/unknown option "buget".*"budget"/);
});

describe("a regression whose noise grows tenfold", () => {
  let model: TabularModel<NumberPredictions>;
  const fresh = noisyCurve(4000, key(2));
  beforeAll(async () => {
    model = await regressor({ budget: "quick" }).fit(noisyCurve(4000, key(1)), { target: "y" });
  });

  test("intervals of 90 % hold 85 to 95 % of new rows, in each quarter of predicted sd", async () => {
    const evaluation = await model.evaluate(fresh);
    expect(evaluation.covered).toBeGreaterThan(0.88);
    expect(evaluation.covered).toBeLessThan(0.92);
    expect(evaluation.coverage).toHaveLength(4);
    for (const { of, rows, covered } of evaluation.coverage) {
      expect(rows).toBe(1000);
      expect(covered!, of).toBeGreaterThan(0.85);
      expect(covered!, of).toBeLessThan(0.95);
    }
  });

  test("means and noise are near the truth, and the log density near the entropy of the noise", async () => {
    const predictions = await model.predict(fresh);
    const x = findColumn(fresh, "x")!.numbers;
    const noise = x.map((value) => 0.1 + value);
    // over the middle of the range: edges have fewer neighbours
    const ratio = predictions.aleatoric.map((value, row) => value / noise[row]).filter((_, row) => x[row] > 0.2 && x[row] < 0.9);
    expect(Math.abs(mean(ratio) - 1)).toBeLessThan(0.1);
    for (const [row, total] of predictions.total.entries()) {
      expect(total ** 2 / (predictions.aleatoric[row] ** 2 + predictions.epistemic[row] ** 2)).toBeCloseTo(1, 4);
      expect(predictions.upper[row] - predictions.prediction[row]).toBeCloseTo(predictions.prediction[row] - predictions.lower[row], 6);
    }
    const evaluation = await model.evaluate(fresh);
    const bound = -mean(noise.map((value) => Math.log(value) + 0.5 * Math.log(2 * Math.PI * Math.E)));
    expect(bound - evaluation.logDensity).toBeGreaterThan(-0.05);
    expect(bound - evaluation.logDensity).toBeLessThan(0.08);
  });

  test("the target is not needed; a column that is, is; strange rows are flagged", async () => {
    const rows = tableOf({ x: [0.5, 5, null], town: ["north", "south", "east"] });
    const { outOfRange, unseenCategory, epistemic } = await model.predict(rows);
    expect(outOfRange).toEqual([[], ["x"], ["x"]]);
    expect(unseenCategory).toEqual([[], [], ["town"]]);
    expect(epistemic[1]).toBeGreaterThan(3 * epistemic[0]);
    await expect(model.predict(without(rows, "town"))).rejects.toThrow(
      'table: no column "town", which the model was fitted with; the columns are x',
    );
    await expect(model.predict(tableOf({ x: ["a"], town: ["north"] }))).rejects.toThrow(
      'table, row 1, column "x": "a", expected a finite number',
    );
    await expect(model.predict(tableOf({ x: [0.5, -1e39], town: ["north", "north"] }))).rejects.toThrow(
      'table, row 2, column "x": "-1e+39", expected a number nearer to those of the training part',
    );
    await expect(model.evaluate(tableOf({ x: [0.5], town: ["north"], y: [1e39] }))).rejects.toThrow(
      'table, row 1: the target "y" is "1e+39", expected a finite number, not beyond 3.4e38 standard deviations',
    );
  });

  test("a row is predicted alike alone and among others", async () => {
    const all = await model.predict(fresh);
    const one = await model.predict(
      tableOf({ x: [findColumn(fresh, "x")!.numbers[7]], town: [fresh.columns[1].texts[fresh.columns[1].codes![7]]] }),
    );
    expect(one.prediction[0]).toBeCloseTo(all.prediction[7], 5);
    expect(one.total[0]).toBeCloseTo(all.total[7], 5);
  });

  test("x matters, more than the town; a file gives the same model", async () => {
    const [first, second] = await model.explain(fresh, { rows: 1000 });
    expect([first.column, second.column]).toEqual(["x", "town"]);
    expect(first.error.mean).toBeGreaterThan(10 * first.error.stdDev);
    const bytes = await model.save();
    const again = await loadModel(bytes);
    expect(again.card).toEqual(JSON.parse(JSON.stringify(model.card)));
    expect(predictionsCsv(await again.predict(fresh))).toBe(predictionsCsv(await model.predict(fresh)));
    expect(await again.save()).toEqual(bytes);
  });

  test("a factor that is no number is neither saved nor loaded: an interval would have no width", async () => {
    const { calibration } = model.card;
    if (calibration.kind !== "intervals") throw new Error("expected intervals");
    const [factor] = calibration.intervals.factors.map(String);
    const bytes = await model.save();
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const without = Uint8Array.from(text.replace(factor, "null".padEnd(factor.length)), (character) => character.charCodeAt(0));
    await expect(loadModel(without, { name: "m.credence" })).rejects.toThrow(
      "m.credence: calibration.intervals.factors.0 is null, expected a finite number",
    );
    const again = await loadModel(bytes);
    Object.assign(again.card.calibration, { intervals: { ...calibration.intervals, factors: [Number.NaN] } });
    await expect(again.save()).rejects.toThrow("model: calibration.intervals.factors.0 is NaN, expected a finite number");
  });
});

describe("classes", () => {
  let model: TabularModel<ClassPredictions>;
  beforeAll(async () => {
    model = await classifier({ budget: "quick", method: "bayesByBackprop", draws: 20 }).fit(threeTowns(1200, key(3)), { target: "town" });
  });

  test("probabilities sum to 1 and are calibrated, sets hold what they should", async () => {
    const fresh = threeTowns(3000, key(4));
    const evaluation = await model.evaluate(fresh);
    if (evaluation.task !== "classification") throw new Error("expected classes");
    // of the densities themselves: 0.869
    expect(evaluation.accuracy).toBeGreaterThan(0.83);
    expect(evaluation.expectedCalibrationError).toBeLessThan(0.06);
    expect(evaluation.covered).toBeGreaterThan(0.86);
    const { classes, probabilities, rows, total, aleatoric, epistemic, sets, prediction } = await model.predict(fresh);
    expect(classes).toEqual(["Delft", "Leiden", "The Hague"]);
    for (let row = 0; row < rows; row++) {
      expect(mean(probabilities.subarray(3 * row, 3 * row + 3))).toBeCloseTo(1 / 3, 6);
      expect(total[row] - aleatoric[row] - epistemic[row]).toBeCloseTo(0, 9);
      expect(sets[row][0]).toBe(prediction[row]);
    }
  });

  test("a class that training did not have is refused where it is measured", async () => {
    await expect(model.evaluate(tableOf({ east: [0], north: [0], nothing: [0], town: ["Gouda"] }))).rejects.toThrow(
      'table, row 1: the target "town" is "Gouda", expected one of Delft, Leiden, The Hague',
    );
  });
});

describe("methods", () => {
  const table = noisyCurve(120, key(5));
  test.each(["deepEnsemble", "mcDropout", "bayesByBackprop", "laplace"] as const)(
    "%s: byte-equal by the seed, better than the mean",
    async (method) => {
      const fit = (seed: number) => regressor({ method, seed, budget: "quick", draws: 20 }).fit(table, { target: "y" });
      const [one, again] = [await (await fit(1)).save(), await fit(1)];
      expect(await again.save()).toEqual(one);
      const evaluation = await again.evaluate(noisyCurve(500, key(6)));
      expect(evaluation.task === "regression" && evaluation.explained).toBeGreaterThan(0.2);
    },
  );

  test.each(["constant", "studentT"] as const)("%s noise", async (noise) => {
    const model = await regressor({ noise, budget: "quick", method: "mcDropout", draws: 10 }).fit(table, { target: "y" });
    const { aleatoric, rows } = await model.predict(table);
    expect(Math.max(...aleatoric) / Math.min(...aleatoric)).toBeCloseTo(1, 3);
    expect(rows).toBe(120);
  });
});

test("what is suspicious is said: a copy of the target, rows twice, an id, a column of one value", async () => {
  const curve = noisyCurve(300, key(7));
  const twice = Int32Array.from({ length: 600 }, (_, row) => row % 300);
  const [x, town, y] = curve.columns;
  const cells = (of: typeof x) => Array.from(twice, (row) => of.texts[of.codes?.[row] ?? -1] ?? of.numbers[row]) as (string | number)[];
  const table = tableOf({
    x: cells(x),
    town: cells(town),
    y: cells(y),
    copy: cells(y).map((value) => 2 * Number(value)),
    row_id: Array.from(twice, (_, row) => row),
    country: Array.from(twice, () => "NL"),
  });
  const said: string[] = [];
  const model = await predictor({ budget: "quick", method: "mcDropout", draws: 5 }).fit(table, {
    target: "y",
    onMessage: (line) => said.push(line),
  });
  expect(said[0]).toMatch(/^regression of "y" \(inferred; --task says otherwise\): 3 columns, 600 rows \(420 train, 60 validation, /);
  for (const line of [
    /column "row_id" is left out: each row has its own value/,
    /column "country" is left out: it holds one value/,
    /column "copy" alone explains 100\.0 % of "y"/,
    /rows for validation, calibration and test stand in the training part too/,
  ])
    expect(
      model.card.warnings.filter((warning) => line.test(warning)),
      String(line),
    ).toHaveLength(1);
  expect(model.card.warnings.filter((line) => /"x"|"town"/.test(line))).toEqual([]);
});

test("preparation is fitted to the training part alone", async () => {
  const curve = noisyCurve(300, key(8));
  const model = await regressor({ budget: "quick", method: "mcDropout", draws: 2, split: { splitColumn: "part" } }).fit(
    {
      ...curve,
      columns: [
        // far away, and a level of its own, in the test part alone
        { ...curve.columns[0], numbers: curve.columns[0].numbers.map((value, row) => (row < 30 ? 1000 : value)) },
        {
          ...curve.columns[1],
          codes: curve.columns[1].codes!.map((code, row) => (row < 30 ? 3 : code)),
          texts: [...curve.columns[1].texts, "elsewhere"],
        },
        curve.columns[2],
        tableOf({ part: Array.from(allRows(curve), (row) => (row < 30 ? "test" : "train")) }).columns[0],
      ],
    },
    { target: "y" },
  );
  const [x, town] = model.card.features;
  expect(x).toMatchObject({ name: "x", kind: "number" });
  expect(x.kind === "number" && x.greatest).toBeLessThan(1);
  expect(town.kind === "category" && town.levels).toEqual(["north", "south", "west"]);
});
