import { badInput } from "@credence/lab";
import { allRows, findColumn, isMissing, type Table, textAt } from "../table.ts";
import { levelsOf } from "./column-summary.ts";
import { missingColumn, type Schema } from "./schema.ts";

/** What is predicted: a number, or one of several classes. */
export type Task = "regression" | "classification";

/** The rows that have a target, and what it is. */
export interface TargetOfTable {
  readonly task: Task;
  /** Rows with a target. */
  readonly rows: Int32Array;
  /** Rows without one, which are left out. */
  readonly dropped: number;
  /** Of a classification, sorted; none of a regression. */
  readonly classes: readonly string[];
}

/** More classes than this are no classes. */
const mostClasses = 1000;

/**
 * Looks at the target: numbers are a regression unless there are two of them, everything else is a classification.
 * @throws BadInput where there is no such column, no row with a target, one class or one number, too many classes, or a text among numbers
 */
export function targetOf(
  table: Table,
  { schema, target, task: asked }: { schema: Schema; target: string; task?: Task | undefined },
): TargetOfTable {
  const column = findColumn(table, target);
  if (column === undefined) throw missingColumn(table, target, "the target");
  const rows = allRows(table).filter((row) => !isMissing(column, row));
  const dropped = table.rows - rows.length;
  if (rows.length === 0) throw badInput(`${table.name}: the target "${target}" is missing in all ${table.rows} rows`);
  const { kind, distinct } = schema.find(({ name }) => name === target)!;
  const infinite = rows.find((row) => Math.abs(column.numbers[row]) === Infinity);
  if (infinite !== undefined)
    throw badInput(`${table.place(infinite)}: the target "${target}" is ${textAt(column, infinite)}, expected a finite number`);
  if (distinct < 2)
    throw badInput(`${table.name}: the target "${target}" is ${textAt(column, rows[0])} in every row, expected two values or more`);
  const allNumbers = rows.every((row) => !Number.isNaN(column.numbers[row]));
  const task = asked ?? (allNumbers && kind !== "category" && distinct > 2 ? "regression" : "classification");
  if (task === "regression") {
    const text = rows.find((row) => Number.isNaN(column.numbers[row]));
    if (text !== undefined)
      throw badInput(
        `${table.place(text)}: the target "${target}" is ${JSON.stringify(textAt(column, text))}, expected a number for a regression`,
      );
    return { task, rows, dropped, classes: [] };
  }
  const classes = levelsOf(column, rows);
  if (classes.length > mostClasses || classes.length > rows.length / 3)
    throw badInput(
      `${table.name}: the target "${target}" has ${classes.length} different values in ${rows.length} rows, expected fewer classes${allNumbers ? ", or --task regression" : ""}`,
    );
  return { task, rows, dropped, classes };
}
