import { badInput } from "@credence/lab";
import { compareLevels } from "../schema/column-summary.ts";
import { parseDate } from "../schema/parse-date.ts";
import type { AskedKind, Schema } from "../schema/schema.ts";
import { type Column, findColumn, isMissing, type Table, textAt } from "../table.ts";
import type { CategoryFeature, DateFeature, Feature, NumberFeature } from "./feature.ts";

/** A category of more levels is told by how frequent they are. */
const mostOneHot = 20;
const day = 86_400_000;

/** What the columns of the training part teach: medians, means, levels. Columns without any information are left out, with a line that says so. */
export function fitFeatures(
  table: Table,
  {
    schema,
    rows,
    leftOut,
    asked,
  }: {
    readonly schema: Schema;
    readonly rows: Int32Array;
    readonly leftOut: ReadonlySet<string>;
    /** Kinds that were said, not inferred. */
    readonly asked: Readonly<Record<string, AskedKind>>;
  },
): { readonly features: readonly Feature[]; readonly warnings: readonly string[] } {
  const features: Feature[] = [];
  const warnings: string[] = [];
  for (const { name, kind } of schema) {
    if (leftOut.has(name)) continue;
    const column = findColumn(table, name)!;
    const why = reasons[kind] && Object.hasOwn(asked, name) ? `it is said to be ${kind === "id" ? "an id" : "a text"}` : reasons[kind];
    if (why !== undefined) {
      warnings.push(`column "${name}" is left out: ${why}`);
      continue;
    }
    const feature =
      kind === "number" ? numberFeature(column, rows) : kind === "date" ? dateFeature(column, rows) : categoryFeature(column, rows);
    if (isInformative(feature)) features.push(feature);
    else warnings.push(`column "${name}" is left out: it holds one value in the training part`);
  }
  if (features.length === 0)
    throw badInput(`${table.name}: no column is left to predict from, expected a number, a category or a date beside the target`);
  return { features, warnings };
}

const reasons: Readonly<Record<string, string | undefined>> = {
  id: "each row has its own value, as an id",
  text: "it holds texts",
  constant: "it holds one value",
  empty: "all its cells are missing",
};

const isInformative = (feature: Feature): boolean =>
  feature.kind === "category" ? feature.levels.length + Number(feature.missing > 0) > 1 : feature.stdDev > 0 || feature.indicator;

/** Milliseconds of a date cell; NaN where it is missing. */
export function timeAt(column: Column, row: number): number {
  const text = textAt(column, row);
  return (text === undefined ? undefined : parseDate(text)) ?? Number.NaN;
}

function numberFeature(column: Column, rows: Int32Array): NumberFeature {
  const values = Float64Array.from(rows, (row) => column.numbers[row]);
  return { kind: "number", name: column.name, ...momentsOf(values) };
}

function dateFeature(column: Column, rows: Int32Array): DateFeature {
  const values = Float64Array.from(rows, (row) => timeAt(column, row) / day);
  return { kind: "date", name: column.name, ...momentsOf(values) };
}

function momentsOf(values: Float64Array): Omit<NumberFeature, "kind" | "name"> {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const indicator = present.length < values.length;
  if (present.length === 0) return { median: 0, mean: 0, stdDev: 0, least: 0, greatest: 0, indicator: false };
  const count = present.length;
  const median = (present[(count - 1) >> 1] + present[count >> 1]) / 2;
  // over all rows as the network sees them, missing ones at the median; about it, so that equal values have no spread at all
  let sum = 0;
  let squares = 0;
  for (const value of present) {
    sum += value - median;
    squares += (value - median) ** 2;
  }
  const mean = sum / values.length;
  const stdDev = Math.sqrt(Math.max(0, squares / values.length - mean ** 2));
  return { median, mean: median + mean, stdDev, least: present[0], greatest: present[count - 1], indicator };
}

function categoryFeature(column: Column, rows: Int32Array): CategoryFeature {
  const counts = new Map<string, number>();
  let missing = 0;
  for (const row of rows) {
    if (isMissing(column, row)) missing++;
    else {
      const text = textAt(column, row)!;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
  }
  const levels = [...counts.keys()].sort(compareLevels);
  const share = (count: number) => count / rows.length;
  const frequencies = levels.map((level) => share(counts.get(level)!));
  const all = [...frequencies, share(missing)];
  const mean = all.reduce((total, frequency) => total + frequency ** 2, 0);
  const variance = all.reduce((total, frequency) => total + frequency * (frequency - mean) ** 2, 0);
  const stdDev = Math.sqrt(variance);
  return {
    kind: "category",
    name: column.name,
    encoding: levels.length <= mostOneHot ? "one-hot" : "frequency",
    levels,
    frequencies,
    missing: share(missing),
    mean,
    // equally frequent levels differ in nothing but rounding
    stdDev: stdDev > 1e-9 * mean ? stdDev : 1,
  };
}
