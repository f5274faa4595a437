import { badInput } from "@credence/lab";
import { type Key, permutation } from "@credence/tensor";
import { parseDate } from "../schema/parse-date.ts";
import { missingColumn } from "../schema/schema.ts";
import { type Column, findColumn, type Table, textAt } from "../table.ts";

/** Parts of the rows: weights are fitted to the first, training stops by the second, intervals are made by the third, the fourth is kept for measuring. */
export const partNames = ["train", "validation", "calibration", "test"] as const;

/** A part of the rows. */
export type PartName = (typeof partNames)[number];

/** A value for each part, made in their order. */
export const byPart = <Value>(of: (name: PartName) => Value): Readonly<Record<PartName, Value>> =>
  Object.fromEntries(partNames.map((name) => [name, of(name)])) as Record<PartName, Value>;

/** Rows of each part. */
export type Split = Readonly<Record<PartName, Int32Array>>;

/** How rows are divided into the four parts. */
export interface SplitOptions {
  /** Shares of the rows; they sum to 1. @default { train: 0.7, validation: 0.1, calibration: 0.1, test: 0.1 }, and at most 20,000 rows in each of the last three */
  readonly shares?: Readonly<Record<PartName, number>>;
  /** A column whose rows of one value stay together, as those of one patient. @default none */
  readonly group?: string;
  /** A column of numbers or dates: the earliest rows train, the latest test. @default none */
  readonly time?: string;
  /** A column that names the part of each row; rows of "train" are divided further where it names no validation or calibration. @default none */
  readonly splitColumn?: string;
}

/** What is decided or measured by so many rows is known to a third of a percent. */
const mostHeldOut = 20_000;

/** A tenth each is held out for validation, calibration and test; of large tables less, so that more train. */
function usualShares(rows: number): Shares {
  const heldOut = Math.min(0.1, mostHeldOut / rows);
  return { train: 1 - 3 * heldOut, validation: heldOut, calibration: heldOut, test: heldOut };
}

/** Fewer rows with a target than this cannot be divided into four parts. */
export const fewestRows = 40;

/**
 * Divides rows by the key; of classes each in the same shares.
 * @throws BadInput for too few rows, a column that is not there, a part that would be empty, two of group, time and splitColumn
 */
export function splitRows(
  table: Table,
  { rows, strata, options = {} }: { readonly rows: Int32Array; readonly strata?: Int32Array | undefined; readonly options?: SplitOptions },
  key: Key,
): Split {
  const { shares = usualShares(rows.length), group, time, splitColumn } = options;
  const total = partNames.reduce((sum, name) => sum + shares[name], 0);
  if (!partNames.every((name) => shares[name] >= 0) || Math.abs(total - 1) > 1e-9)
    throw badInput(`${table.name}: the shares ${JSON.stringify(shares)} sum to ${total}, expected 1`);
  if ([group, time, splitColumn].filter((name) => name !== undefined).length > 1)
    throw badInput(`${table.name}: more than one of group, time and split column, expected one`);
  if (rows.length < fewestRows) throw badInput(`${table.name}: ${rows.length} rows with a target, expected ${fewestRows} or more`);
  const split =
    splitColumn !== undefined
      ? byColumn(table, { rows, strata, column: columnOf(table, splitColumn), shares }, key)
      : time !== undefined
        ? inOrder(byTime(table, rows, columnOf(table, time)), shares)
        : group !== undefined
          ? byGroup(rows, { column: columnOf(table, group), shares }, key)
          : byKey(rows, { strata, shares }, key);
  for (const name of ["train", "validation", "calibration"] as const)
    if (split[name].length < 2) throw badInput(`${table.name}: ${split[name].length} rows in the ${name} part, expected 2 or more`);
  return split;
}

type Shares = Readonly<Record<PartName, number>>;

function columnOf(table: Table, name: string): Column {
  const column = findColumn(table, name);
  if (column === undefined) throw missingColumn(table, name, "by which to split");
  return column;
}

/** The first rows train, the next ones validate, and so on. */
function inOrder(rows: Int32Array, shares: Shares): Split {
  let reached = 0;
  return byPart((name) => {
    const from = Math.round(reached * rows.length);
    reached += shares[name];
    return rows.slice(from, Math.round(reached * rows.length));
  });
}

function shuffled(rows: Int32Array, key: Key): Int32Array {
  return Int32Array.from(permutation(key, rows.length), (place) => rows[place]);
}

function byKey(
  rows: Int32Array,
  { strata, shares }: { readonly strata?: Int32Array | undefined; readonly shares: Shares },
  key: Key,
): Split {
  const groups = new Map<number, number[]>();
  for (const [index, row] of rows.entries()) {
    const stratum = strata?.[index] ?? 0;
    groups.get(stratum)?.push(row) ?? groups.set(stratum, [row]);
  }
  const splits = [...groups].map(([stratum, own]) => inOrder(shuffled(Int32Array.from(own), key.child(stratum)), shares));
  return joined(splits);
}

const joined = (splits: readonly Split[]): Split => byPart((name) => Int32Array.from(splits.flatMap((split) => [...split[name]])).sort());

/** Whole groups, in a shuffled order, fill one part after the other. */
function byGroup(rows: Int32Array, { column, shares }: { readonly column: Column; readonly shares: Shares }, key: Key): Split {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const group = textAt(column, row) ?? "";
    groups.get(group)?.push(row) ?? groups.set(group, [row]);
  }
  const all = [...groups.values()];
  const parts: Record<PartName, number[][]> = { train: [], validation: [], calibration: [], test: [] };
  let taken = 0;
  for (const place of permutation(key, all.length)) {
    const group = all[place];
    // by its middle, so that the parts are as near to their shares as the groups allow
    const middle = (taken + group.length / 2) / rows.length;
    let reached = 0;
    const name = partNames.find((one) => middle <= (reached += shares[one])) ?? "test";
    parts[name].push(group);
    taken += group.length;
  }
  return byPart((name) => Int32Array.from(parts[name].flat()).sort());
}

function byTime(table: Table, rows: Int32Array, column: Column): Int32Array {
  const times = new Map<number, number>();
  for (const row of rows) {
    const text = textAt(column, row) ?? "";
    const time = Number.isNaN(column.numbers[row]) ? parseDate(text) : column.numbers[row];
    if (time === undefined)
      throw badInput(`${table.place(row)}, column "${column.name}": ${JSON.stringify(text)}, expected a number or a date to split by time`);
    times.set(row, time);
  }
  return rows.slice().sort((a, b) => times.get(a)! - times.get(b)! || a - b);
}

interface NamedParts {
  readonly rows: Int32Array;
  readonly strata?: Int32Array | undefined;
  readonly column: Column;
  readonly shares: Shares;
}

function byColumn(table: Table, { rows, strata, column, shares }: NamedParts, key: Key): Split {
  const parts: Record<PartName, number[]> = { train: [], validation: [], calibration: [], test: [] };
  const strataOfTraining: number[] = [];
  for (const [index, row] of rows.entries()) {
    const name = (textAt(column, row) ?? "").toLowerCase();
    if (!Object.hasOwn(parts, name))
      throw badInput(`${table.place(row)}, column "${column.name}": ${JSON.stringify(name)}, expected one of ${partNames.join(", ")}`);
    parts[name as PartName].push(row);
    if (name === "train") strataOfTraining.push(strata?.[index] ?? 0);
  }
  const lacking = (["validation", "calibration"] as const).filter((name) => parts[name].length === 0);
  const own = byPart((name) => Int32Array.from(parts[name]));
  if (lacking.length === 0) return own;
  const wanted = { train: shares.train, validation: 0, calibration: 0, test: 0 };
  for (const name of lacking) wanted[name] = shares[name];
  const sum = partNames.reduce((all, name) => all + wanted[name], 0);
  for (const name of partNames) wanted[name] /= sum;
  const further = byKey(own.train, { strata: Int32Array.from(strataOfTraining), shares: wanted }, key);
  return { ...own, train: further.train, ...Object.fromEntries(lacking.map((name) => [name, further[name]])) };
}
