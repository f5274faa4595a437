import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { regressor } from "../models/estimators.ts";
import { encodeRows } from "../preparing/encode.ts";
import { widthOf } from "../preparing/feature.ts";
import { fitFeatures } from "../preparing/fit-features.ts";
import { inferSchema } from "../schema/schema.ts";
import { partNames, type SplitOptions } from "../splitting/split.ts";
import { allRows, findColumn, type Table, tableOf, textAt } from "../table.ts";
import { noisyCurve } from "../testing/noisy-curve.ts";
import type { TabularOptions } from "./fit-options.ts";

const curve = noisyCurve(200, key(11));
const rows = [...allRows(curve)];
/** The curve with a patient of four rows, a day, and a part for each row. */
const table: Table = {
  ...curve,
  columns: [
    ...curve.columns,
    ...tableOf({
      patient: rows.map((row) => `P${row % 50}`),
      day: rows.map((row) => new Date(Date.UTC(2024, 0, 1 + ((row * 7) % 200)))),
      part: rows.map((row) => (row % 4 === 0 ? "test" : row % 4 === 1 ? "calibration" : "train")),
    }).columns,
  ],
};

async function fit(split: SplitOptions, options: TabularOptions = {}) {
  const said: string[] = [];
  const model = await regressor({ method: "mcDropout", draws: 2, budget: "quick", ...options, split }).fit(table, {
    target: "y",
    onMessage: (line) => said.push(line),
  });
  const valuesOf = (part: (typeof partNames)[number], name: string) =>
    [...model.split![part]].map((row) => textAt(findColumn(table, name)!, row)!);
  return { model, said, valuesOf, features: model.card.features.map(({ name }) => name) };
}

describe("a split by a column", () => {
  test("groups: no patient stands in two parts, nor in two folds of the calibration, and the column predicts nothing", async () => {
    const { model, features, valuesOf } = await fit({ group: "patient" }, { calibration: "outOfFold" });
    expect(features).toEqual(["x", "town", "day", "part"]);
    expect(model.card).toMatchObject({ folds: 5, data: { parts: { train: 160, validation: 20, calibration: 0, test: 20 } } });
    const parts = partNames.map((part) => new Set(valuesOf(part, "patient")));
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(50);
  });

  test("time: the latest rows test, the ones before calibrate, whatever the size", async () => {
    const { model, said, valuesOf } = await fit({ time: "day" }, { budget: "default" });
    expect(model.card.folds).toBe(0);
    expect(model.card.data.parts).toEqual({ train: 140, validation: 20, calibration: 20, test: 20 });
    const days = partNames.map((part) => valuesOf(part, "day").sort());
    for (const place of [0, 1, 2]) expect(days[place].at(-1)! < days[place + 1][0]).toBe(true);
    expect(said).toContain('warning: split by "day": the latest rows are the test part');
  });

  test("its own names: the rows it says test and calibrate, and the column predicts nothing", async () => {
    const { model, features, valuesOf } = await fit({ splitColumn: "part" }, { budget: "default" });
    expect(features).toEqual(["x", "town", "patient", "day"]);
    expect(model.card.folds).toBe(0);
    expect(new Set(valuesOf("test", "part"))).toEqual(new Set(["test"]));
    expect(valuesOf("calibration", "part")).toEqual(Array(50).fill("calibration"));
    expect(new Set([...valuesOf("train", "part"), ...valuesOf("validation", "part")])).toEqual(new Set(["train"]));
  });
});

test("a column that is said to be an id or a text is left out for that reason", async () => {
  const { said, features } = await fit({}, { columns: { town: "id", patient: "text" } });
  expect(features).toEqual(["x", "day", "part"]);
  expect(said).toContain('warning: column "town" is left out: it is said to be an id');
  expect(said).toContain('warning: column "patient" is left out: it is said to be a text');
});

test("columns that hold nothing are left out with a line; one of 10,000 levels is two inputs, however many rows", () => {
  const many = 30_000;
  const wide = tableOf({
    street: Array.from({ length: many }, (_, row) => `s${row % 10_000}`),
    nothing: Array.from({ length: many }, () => null),
    country: Array.from({ length: many }, () => "NL"),
    x: Array.from({ length: many }, (_, row) => row % 97),
  });
  const { features, warnings } = fitFeatures(wide, {
    ...{ schema: inferSchema(wide), rows: allRows(wide), leftOut: new Set<string>(), asked: {} },
  });
  expect(warnings).toEqual(['column "nothing" is left out: all its cells are missing', 'column "country" is left out: it holds one value']);
  expect(features.map((feature) => [feature.name, widthOf(feature)])).toEqual([
    ["street", 2],
    ["x", 1],
  ]);
});

test("a column that is ignored, or only divides rows, may hold anything", async () => {
  const odd = { ...table, columns: [...table.columns] };
  const mixed = rows.map((row) => (row === 7 ? "unknown" : row === 8 ? Infinity : Math.floor(row / 4)));
  odd.columns.push(...tableOf({ note: mixed, visit: mixed }).columns);
  const estimator = (options: TabularOptions) => regressor({ method: "mcDropout", draws: 2, budget: "quick", ...options });
  await expect(estimator({}).fit(odd, { target: "y" })).rejects.toThrow('row 8, column "note": "unknown", expected a number');
  const model = await estimator({ ignore: ["note"], columns: { note: "number" }, split: { group: "visit" } }).fit(odd, { target: "y" });
  expect(model.card.features.map(({ name }) => name)).toEqual(["x", "town", "patient", "day", "part"]);
  expect(model.card.schema.filter(({ kind }) => kind === "ignored").map(({ name }) => name)).toEqual(["note", "visit"]);
});

test.each([
  ["equally frequent levels", 0],
  ["levels that are nearly so", 3],
])("%s, and an unseen one: inputs stay near 0, and the unseen one says so", (_, more) => {
  const levels = 49;
  const streets = tableOf({ street: Array.from({ length: 49 * levels + more }, (_, row) => `s${row % levels}`) });
  const asked = { street: "category" } as const;
  const schema = inferSchema(streets, { columns: asked });
  const { features } = fitFeatures(streets, { schema, rows: allRows(streets), leftOut: new Set<string>(), asked });
  const { inputs, unseenCategory } = encodeRows(tableOf({ street: ["s0", "s48", "elsewhere"] }), {
    features,
    rows: Int32Array.of(0, 1, 2),
  });
  // three levels of 50 rows beside 46 of 49
  const expected = more === 0 ? [0, 0] : [Math.sqrt((46 * 49) / (3 * 50)), -Math.sqrt((3 * 50) / (46 * 49))];
  for (const [row, value] of expected.entries()) expect(inputs[2 * row]).toBeCloseTo(value, 5);
  expect([...inputs].slice(4)).toEqual([0, 1]);
  expect([...unseenCategory]).toEqual([[2, ["street"]]]);
});
