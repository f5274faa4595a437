import { badInput } from "@credence/lab";
import { findColumn, type Table, textAt } from "../table.ts";
import { type ColumnSummary, summaryOf } from "./column-summary.ts";
import { expectNoCommas, expectReadForms } from "./unread-forms.ts";

/** What a column is: the first four feed the network, the others are left out. */
export type ColumnKind = "number" | "boolean" | "category" | "date" | "id" | "text" | "constant" | "empty" | "ignored";

/** The kinds that can be asked for. */
export const columnKinds = ["number", "boolean", "category", "date", "id", "text"] as const satisfies readonly ColumnKind[];

/** A kind that can be asked for. */
export type AskedKind = (typeof columnKinds)[number];

/** One column of a schema. */
export interface ColumnSchema {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly missing: number;
  /** Different values. */
  readonly distinct: number;
}

/** What the columns of a table are. */
export type Schema = readonly ColumnSchema[];

const booleans = new Set(["true", "false", "yes", "no", "t", "f", "y", "n"]);
/** Fewer rows than this say too little to call a column an id. */
const fewestForId = 20;
/** A column of texts with more different values than this share of its rows is no category. */
const mostLevelsShare = 0.5;

/**
 * What each column of a table is, by its values: all numbers, two words such as yes and no, dates, few different texts (a category), each row its own (an
 * id, or a text where it is long). `columns` says otherwise by name.
 * @throws BadInput for a name that is no column, a cell that is not of the kind asked for, an infinite number, and a text in a column that is nearly all numbers or dates
 * @example
 * inferSchema(tableOf({ size: [1.5, 2], town: ["Leiden", "Leiden"] })).map(({ kind }) => kind) // => ["number", "constant"]
 */
export function inferSchema(
  table: Table,
  options: {
    /** Kinds by the name of a column. @default none: all are inferred */
    readonly columns?: Readonly<Record<string, AskedKind>>;
    /** Columns whose cells may be anything: their kind is "ignored". @default none */
    readonly ignore?: readonly string[];
  } = {},
): Schema {
  const { columns = {}, ignore = [] } = options;
  for (const [name, kind] of Object.entries(columns)) {
    if (findColumn(table, name) === undefined) throw missingColumn(table, name, `which is said to be ${kind}`);
    if (!columnKinds.includes(kind))
      throw badInput(`${table.name}: column "${name}" is said to be ${JSON.stringify(kind)}, expected one of ${columnKinds.join(", ")}`);
  }
  return table.columns.map((column) => {
    const { name } = column;
    const summary = summaryOf(column, table.rows);
    const { missing, distinct, firstInfinite } = summary;
    if (ignore.includes(name)) return { name, kind: "ignored", missing, distinct };
    const asked = Object.hasOwn(columns, name) ? columns[name] : undefined;
    const kind = asked ?? inferKind(table, name, summary);
    if (kind === "number" && firstInfinite >= 0)
      throw badInput(
        `${table.place(firstInfinite)}, column "${name}": ${textAt(column, firstInfinite)}, expected a finite number, up to 3.4e38`,
      );
    if (asked !== undefined) expectAsked(table, name, { summary, kind: asked });
    return { name, kind, missing, distinct };
  });
}

function inferKind(table: Table, name: string, summary: ColumnSummary): ColumnKind {
  const { missing, numbers, dates, texts, distinct, meanLength, wholeNumbers, least, greatest, firstText } = summary;
  const column = findColumn(table, name)!;
  const present = table.rows - missing;
  if (present === 0) return "empty";
  if (distinct === 1) return "constant";
  const rowsOfTheirOwn = distinct === present && present >= fewestForId;
  if (numbers === present) {
    const counts = wholeNumbers && greatest - least + 1 === present;
    const saysSo = /(^|[_\s])(id|index|uuid|key)$/i.test(name);
    // a few rows that stand twice leave an id what it is
    if (saysSo && wholeNumbers && present >= fewestForId && distinct > mostLevelsShare * present) return "id";
    return rowsOfTheirOwn && wholeNumbers && (counts || /^column_\d+$/.test(name)) ? "id" : "number";
  }
  if (dates === present) return "date";
  if (texts > 0 && dates === 0) {
    expectNoCommas(table, column, summary);
    expectReadForms(table, column, summary);
  }
  for (const [kindOfMost, count] of [["number", numbers] as const, ["date", dates] as const])
    if (count > 0.9 * present && texts > 0) throw nearlyAll(table, name, { kind: kindOfMost, firstText, count, present });
  if (numbers === 0 && distinct === 2 && column.texts.every((text) => booleans.has(text.toLowerCase()))) return "boolean";
  if (rowsOfTheirOwn) return meanLength > 40 || column.texts.some((text) => text.includes(" ")) ? "text" : "id";
  return distinct > fewestForId && distinct > mostLevelsShare * present ? "text" : "category";
}

interface Nearly {
  readonly kind: "number" | "date";
  readonly firstText: number;
  readonly count: number;
  readonly present: number;
}

function nearlyAll(table: Table, name: string, { kind, firstText, count, present }: Nearly): Error {
  const text = JSON.stringify(textAt(findColumn(table, name)!, firstText));
  return badInput(
    `${table.place(firstText)}, column "${name}": ${text}, expected a ${kind} as in ${count} of ${present} rows; if it means a missing value, --na ${text}, if the column holds names, --column ${name}=category`,
  );
}

/** @throws BadInput at the first cell that is not of the kind asked for */
function expectAsked(table: Table, name: string, { summary, kind }: { readonly summary: ColumnSummary; readonly kind: AskedKind }): void {
  const wrong = kind === "number" ? summary.texts + summary.dates : kind === "date" ? summary.texts : 0;
  if (wrong === 0) return;
  const column = findColumn(table, name)!;
  const row = kind === "date" ? summary.firstText : column.codes!.findIndex((code) => code >= 0);
  throw badInput(`${table.place(row)}, column "${name}": ${JSON.stringify(textAt(column, row))}, expected a ${kind}`);
}

/** The error for a column that is not there, with the names that are. */
export function missingColumn(table: Table, name: string, why: string): Error {
  const names = table.columns.map((column) => column.name);
  const shown = names.length > 12 ? `${names.slice(0, 12).join(", ")}, ...` : names.join(", ");
  return badInput(`${table.name}: no column "${name}", ${why}; the columns are ${shown}`);
}
