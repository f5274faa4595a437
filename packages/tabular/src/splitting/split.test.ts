import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { allRows, tableOf, textAt } from "../table.ts";
import { partNames, type SplitOptions, splitRows } from "./split.ts";

const rows = 200;
const table = tableOf({
  x: Array.from({ length: rows }, (_, row) => row % 17),
  patient: Array.from({ length: rows }, (_, row) => `P${row % 40}`),
  day: Array.from({ length: rows }, (_, row) => new Date(Date.UTC(2024, 0, 1 + ((row * 7) % rows)))),
  part: Array.from({ length: rows }, (_, row) => (row % 10 === 0 ? "test" : "train")),
});
const split = (options: SplitOptions = {}, seed = 0) => splitRows(table, { rows: allRows(table), options }, key(seed));
const sizes = (options?: SplitOptions) => partNames.map((name) => split(options)[name].length);

test("every row stands in one part; the key alone decides which", () => {
  expect(sizes()).toEqual([140, 20, 20, 20]);
  const parts = split();
  expect([...partNames.flatMap((name) => [...parts[name]])].sort((a, b) => a - b)).toEqual([...allRows(table)]);
  expect(split()).toEqual(parts);
  expect(split({}, 1)).not.toEqual(parts);
});

test("of many rows 20,000 each are held out, the rest train", () => {
  const many = tableOf({ x: new Float64Array(250_000) });
  const parts = splitRows(many, { rows: allRows(many) }, key(0));
  expect(partNames.map((name) => parts[name].length)).toEqual([190_000, 20_000, 20_000, 20_000]);
});

test("classes stand in each part in their shares", () => {
  const strata = allRows(table).map((row) => Number(row % 10 === 3));
  const parts = splitRows(table, { rows: allRows(table), strata }, key(0));
  expect(partNames.map((name) => parts[name].filter((row) => row % 10 === 3).length)).toEqual([14, 2, 2, 2]);
});

test("a group stands in one part; the latest rows test; a column's test rows test", () => {
  const byGroup = split({ group: "patient" });
  const partOf = new Map(partNames.flatMap((name) => [...byGroup[name]].map((row) => [row, name] as const)));
  for (let row = 0; row < rows; row++) expect(partOf.get(row)).toBe(partOf.get(row % 40));
  expect(partNames.map((name) => byGroup[name].length)).toEqual([140, 20, 20, 20]);
  const byTime = split({ time: "day" });
  const day = table.columns[2];
  const latest = (name: "train" | "test") => [...byTime[name]].map((row) => textAt(day, row)!).sort();
  expect(latest("train").at(-1)! < latest("test")[0]).toBe(true);
  const named = split({ splitColumn: "part" });
  expect([...named.test]).toEqual(Array.from({ length: 20 }, (_, i) => 10 * i));
  expect(sizes({ splitColumn: "part" })).toEqual([140, 20, 20, 20]);
});

test("a group of 250,000 rows, and 100,000 groups", () => {
  const group = Array.from({ length: 400_000 }, (_, row) => (row < 250_000 ? "large" : `g${row % 100_000}`));
  const many = tableOf({ group });
  const parts = splitRows(many, { rows: allRows(many), options: { group: "group" } }, key(0));
  expect(parts.train.length + parts.validation.length + parts.calibration.length + parts.test.length).toBe(400_000);
  const holds = partNames.filter((name) => parts[name].some((row) => row < 250_000));
  expect(holds).toHaveLength(1);
  expect(parts[holds[0]].filter((row) => row < 250_000)).toHaveLength(250_000);
});

describe("refused in one line", () => {
  test.each<[string, SplitOptions, string]>([
    ["a column that is not there", { group: "doctor" }, 'table: no column "doctor", by which to split'],
    ["two ways at once", { group: "patient", time: "day" }, "more than one of group, time and split column"],
    ["no part of that name", { splitColumn: "patient" }, 'table, row 1, column "patient": "p0", expected one of train, validation'],
    ["no time", { time: "patient" }, 'column "patient": "P0", expected a number or a date to split by time'],
    ["shares that are none", { shares: { train: 1, validation: 1, calibration: 0, test: 0 } }, "sum to 2, expected 1"],
  ])("%s", (_, options, message) => expect(() => split(options)).toThrow(message));

  test("few rows", () => {
    expect(() => splitRows(table, { rows: allRows(table).slice(0, 39) }, key(0))).toThrow(
      "table: 39 rows with a target, expected 40 or more",
    );
  });
});
