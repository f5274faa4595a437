import { rowHashes } from "../preparing/row-hashes.ts";
import { type Column, findColumn, type Table, textAt } from "../table.ts";
import type { Schema } from "./schema.ts";
import type { TargetOfTable } from "./task.ts";

/** A column alone that explains this much of the target tells it rather than predicts it. */
const leakShare = 0.995;
const mostBins = 50;
/** Rows that tell enough: every so many of a large table. */
const mostRows = 5000;

/** Columns that give the target away: what was measured after it, or a copy of it. One line each. */
export function leakWarnings(
  table: Table,
  { schema, target, rows: all, of }: { schema: Schema; target: string; rows: Int32Array; of: TargetOfTable },
): string[] {
  const goal = findColumn(table, target)!;
  const step = Math.ceil(all.length / mostRows);
  const rows = all.filter((_, index) => index % step === 0);
  const values =
    of.task === "regression"
      ? Float64Array.from(rows, (row) => goal.numbers[row])
      : Float64Array.from(rows, (row) => of.classes.indexOf(textAt(goal, row) ?? ""));
  return schema
    .filter(({ name, kind }) => name !== target && ["number", "boolean", "category"].includes(kind))
    .flatMap(({ name }) => {
      const column = findColumn(table, name)!;
      const bins = binsOf(column, rows);
      const explains = () => Math.max(explained(values, bins!), column.codes ? 0 : rankCorrelation(values, column, rows) ** 2);
      const share = bins === undefined ? 0 : of.task === "regression" ? explains() : foretold(values, bins, of.classes.length);
      return share < leakShare
        ? []
        : [
            `column "${name}" alone ${of.task === "regression" ? "explains" : "foretells"} ${(100 * share).toFixed(1)} % of "${target}": is it known before the target is?`,
          ];
    });
}

/** 999 to 15 nines, and their negatives. */
const sentinels = new Set(Array.from({ length: 13 }, (_, i) => 10 ** (i + 3) - 1).flatMap((nines) => [nines, -nines]));

/** Numbers of nothing but nines that stand far from all others of their column: they mean a missing value in many tables. One line each. */
export function sentinelWarnings(table: Table, { schema, rows }: { readonly schema: Schema; readonly rows: Int32Array }): string[] {
  return schema
    .filter(({ kind }) => kind === "number")
    .flatMap(({ name }) => {
      const { numbers } = findColumn(table, name)!;
      const found = new Set<number>();
      for (const row of rows) if (Math.abs(numbers[row]) >= 999 && sentinels.has(numbers[row])) found.add(numbers[row]);
      return [...found].flatMap((value) => {
        const values = Array.from(rows, (row) => numbers[row]).filter((one) => !Number.isNaN(one));
        const others = values.filter((one) => one !== value);
        const [least, greatest] = others.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);
        const range = greatest - least;
        if (!(range > 0) || (value >= least - 2 * range && value <= greatest + 2 * range)) return [];
        const times = values.length - others.length;
        return [
          `column "${name}" is ${value} in ${times} ${times === 1 ? "row" : "rows"}, far from its other values (${least} to ${greatest}): if it means a missing value, --na ${value}`,
        ];
      });
    });
}

/** Rows in groups of like values; undefined for a column of so many values that each row is its own. */
function binsOf(column: Column, rows: Int32Array): Int32Array | undefined {
  const count = Math.min(mostBins, Math.floor(rows.length / 10));
  const levels = new Map<string, number>();
  const bins = Int32Array.from(rows, (row) => {
    const text = textAt(column, row) ?? "";
    const bin = levels.get(text) ?? levels.size;
    levels.set(text, bin);
    return bin;
  });
  if (levels.size <= count) return bins;
  if (column.codes) return undefined;
  const order = Array.from(rows, (_, index) => index).sort((a, b) => column.numbers[rows[a]] - column.numbers[rows[b]] || a - b);
  for (const [rank, index] of order.entries()) bins[index] = Math.floor((rank * count) / rows.length);
  return bins;
}

/** Share of the variance that the means of the bins explain. */
function explained(values: Float64Array, bins: Int32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sums = new Map<number, { sum: number; rows: number }>();
  let all = 0;
  for (const [index, value] of values.entries()) {
    const bin = sums.get(bins[index]) ?? { sum: 0, rows: 0 };
    sums.set(bins[index], { sum: bin.sum + value - mean, rows: bin.rows + 1 });
    all += (value - mean) ** 2;
  }
  const between = [...sums.values()].reduce((total, { sum, rows }) => total + sum ** 2 / rows, 0);
  return all === 0 ? 0 : between / all;
}

/** Correlation of the ranks of a column with those of the target: 1 or -1 of a copy, in whatever units. Equal values take the ranks they come in. */
function rankCorrelation(values: Float64Array, column: Column, rows: Int32Array): number {
  const ranksOf = (of: (index: number) => number) => {
    const order = Array.from(rows, (_, index) => index).sort((a, b) => of(a) - of(b) || a - b);
    const ranks = new Float64Array(rows.length);
    for (const [rank, index] of order.entries()) ranks[index] = rank - (rows.length - 1) / 2;
    return ranks;
  };
  const [a, b] = [ranksOf((index) => values[index]), ranksOf((index) => column.numbers[rows[index]])];
  const product = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, index) => sum + value * y[index], 0);
  return product(a, b) / product(a, a);
}

/** Share of rows that the most frequent class of their bin is right about, where one class for all is right about much less. */
function foretold(values: Float64Array, bins: Int32Array, classes: number): number {
  const counts = new Map<number, Int32Array>();
  const all = new Int32Array(classes);
  for (const [index, value] of values.entries()) {
    const own = counts.get(bins[index]) ?? new Int32Array(classes);
    own[value]++;
    all[value]++;
    counts.set(bins[index], own);
  }
  const right = [...counts.values()].reduce((sum, own) => sum + Math.max(...own), 0) / values.length;
  return Math.max(...all) / values.length > 0.95 ? 0 : right;
}

/** Rows of a part: inputs and targets. */
interface RowsOfPart {
  readonly encoded: { readonly inputs: Float32Array<ArrayBuffer>; readonly width: number };
  readonly truth: ArrayLike<number>;
}

/** Rows of the other parts that stand in the training part too, with the same target. */
export function rowsTwice([train, ...others]: readonly RowsOfPart[]): number {
  const seen = new Set(rowHashes(train.encoded, train.truth));
  return others.reduce((sum, { encoded, truth }) => sum + rowHashes(encoded, truth).filter((hash) => seen.has(hash)).length, 0);
}

/** A line where there are some. */
export function duplicateWarning(parts: readonly RowsOfPart[]): string[] {
  const twice = rowsTwice(parts);
  if (twice === 0) return [];
  return [
    `${twice} rows for validation, calibration and test stand in the training part too: what is measured is too good; --group keeps rows of one origin together`,
  ];
}

const fewestOfClass = 10;

/** A line for each class of so few rows, or images, that little is learned of it; `places` are those of the classes. */
export function rareClasses(classes: readonly string[], places: ArrayLike<number>, what: "rows" | "images"): string[] {
  const counts = new Int32Array(classes.length);
  for (let row = 0; row < places.length; row++) counts[places[row]]++;
  return classes.flatMap((name, place) =>
    counts[place] < fewestOfClass ? [`class "${name}" has ${counts[place]} ${what}: its predictions mean little`] : [],
  );
}
