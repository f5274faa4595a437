import { badInput } from "@credence/lab";
import { type CellOptions, columnBuilder } from "./column-builder.ts";

/** What a cell of a table may be given as. */
export type Cell = number | bigint | string | boolean | Date | null | undefined;

/** A column as it was read: each cell is a number, a text, or missing. */
export interface Column {
  readonly name: string;
  /** NaN where the cell is a text or missing. */
  readonly numbers: Float64Array;
  /** Where the cell is a text, its place in `texts`, else -1; left out where no cell is one. */
  readonly codes?: Int32Array;
  /** Different texts, in the order of their first row. */
  readonly texts: readonly string[];
}

/** Rows and named columns, read once and held by column: 8 bytes a number. */
export interface Table {
  /** What messages call it: "data.csv". */
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Where a row stands, for a message: "data.csv, line 17". */
  place(row: number): string;
}

/** Columns by name, or one object for each row. */
export type TableData = Readonly<Record<string, ArrayLike<Cell>>> | readonly Readonly<Record<string, Cell>>[];

/**
 * A table of values at hand: columns by name, or one object for each row. null, undefined, NaN and "" are missing.
 * @throws BadInput for no rows, and columns of different lengths
 * @example
 * tableOf({ rooms: [3, 4], town: ["Leiden", null] }).rows // => 2
 */
export function tableOf(
  data: TableData,
  options: CellOptions & {
    /** What messages call it. @default "table" */
    readonly name?: string;
  } = {},
): Table {
  const { name = "table", ...reading } = options;
  const columns = Array.isArray(data) ? columnsOfRows(data) : Object.entries(data as Readonly<Record<string, ArrayLike<Cell>>>);
  const [first] = columns;
  if (first === undefined || first[1].length === 0) throw badInput(`${name}: no rows, expected one or more`);
  const rows = first[1].length;
  return {
    name,
    rows,
    columns: columns.map(([column, cells]) => {
      if (cells.length !== rows)
        throw badInput(`${name}: column "${column}" has ${cells.length} cells, "${first[0]}" has ${rows}, expected as many`);
      const builder = columnBuilder(column, reading);
      for (let row = 0; row < rows; row++) builder.add(cells[row]);
      return builder.finish();
    }),
    place: (row) => `${name}, row ${row + 1}`,
  };
}

function columnsOfRows(rows: readonly Readonly<Record<string, Cell>>[]): [string, Cell[]][] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].map((name) => [name, rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))]);
}

/** The column of a name; undefined where there is none. */
export const findColumn = (table: Table, name: string): Column | undefined => table.columns.find((column) => column.name === name);

/** The text of a cell, that of its number where it is one; undefined where it is missing. */
export function textAt({ numbers, codes, texts }: Column, row: number): string | undefined {
  const code = codes?.[row] ?? -1;
  if (code >= 0) return texts[code];
  return Number.isNaN(numbers[row]) ? undefined : String(numbers[row]);
}

/** Whether a cell holds nothing. */
export const isMissing = ({ numbers, codes }: Column, row: number): boolean => Number.isNaN(numbers[row]) && (codes?.[row] ?? -1) < 0;

/** Places of all rows. */
export const allRows = ({ rows }: Table): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);
