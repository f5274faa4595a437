import { key } from "@credence/tensor";
import { expect, test } from "vitest";
import { tableOf } from "../table.ts";
import { foldCount, foldsOf } from "./folds.ts";

const rows = Int32Array.from({ length: 203 }, (_, row) => 3 * row);
const counts = (folds: Int32Array, of: (place: number) => boolean = () => true) =>
  Array.from({ length: foldCount }, (_, fold) => folds.filter((one, place) => one === fold && of(place)).length);

test("folds are of equal size, and the key decides which rows they hold", () => {
  const folds = foldsOf({ rows }, key(0));
  expect(counts(folds)).toEqual([41, 41, 41, 40, 40]);
  expect(foldsOf({ rows }, key(0))).toEqual(folds);
  expect(foldsOf({ rows }, key(1))).not.toEqual(folds);
});

test("each class stands in each fold in its share", () => {
  const strata = rows.map((_, place) => Number(place % 20 === 0));
  const folds = foldsOf({ rows, strata }, key(0));
  expect(counts(folds)).toEqual([41, 41, 41, 40, 40]);
  for (const held of counts(folds, (place) => strata[place] === 1)) expect(Math.abs(held - 11 / 5)).toBeLessThan(1);
});

test("rows of one group stand in one fold", () => {
  const patient = tableOf({ patient: Array.from({ length: 609 }, (_, row) => `P${row % 29}`) }).columns[0];
  const folds = foldsOf({ rows, group: patient }, key(0));
  const foldOf = new Map<number, number>();
  for (const [place, row] of rows.entries()) {
    expect(folds[place]).toBe(foldOf.get(row % 29) ?? folds[place]);
    foldOf.set(row % 29, folds[place]);
  }
  // groups of seven rows: folds differ by one of them at most
  expect(Math.max(...counts(folds)) - Math.min(...counts(folds))).toBeLessThanOrEqual(7);
});
