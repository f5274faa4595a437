import { type Column, textAt } from "../table.ts";
import { levelPlaces } from "./level-places.ts";

/** How a target is told to the network: a number standardised by the training part, or the place of its class. */
export type TargetCode =
  | { readonly kind: "number"; readonly mean: number; readonly stdDev: number }
  | { readonly kind: "class"; readonly classes: readonly string[] };

/** Mean and standard deviation of the target in the training part. */
export function fitTargetScale(column: Column, rows: Int32Array): TargetCode {
  const first = column.numbers[rows[0]];
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    const distance = column.numbers[row] - first;
    sum += distance;
    squares += distance ** 2;
  }
  const mean = sum / rows.length;
  const stdDev = Math.sqrt(Math.max(0, squares / rows.length - mean ** 2));
  return { kind: "number", mean: first + mean, stdDev: stdDev || 1 };
}

/** The place of each row's class. */
export function classPlaces(column: Column, rows: Int32Array, classes: readonly string[]): Int32Array {
  const placeOf = levelPlaces(classes);
  return Int32Array.from(rows, (row) => placeOf(textAt(column, row) ?? "") ?? -1);
}
