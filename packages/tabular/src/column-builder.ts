import type { Cell, Column } from "./table.ts";

/** How texts of cells are read. */
export interface CellOptions {
  /** What stands between whole and fraction. @default "." */
  readonly decimal?: "." | ",";
  /** Texts that mean a missing value, beside those of `usualMissing`. @default none */
  readonly na?: readonly string[];
  /** Columns whose cells stay texts, as a postcode of digits. @default none */
  readonly textColumns?: readonly string[];
}

/** Texts that mean a missing value in any table. */
const usualMissing = ["", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None"];

const numberForms = {
  ".": /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ",": /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/,
};

/**
 * The number that a text is; undefined for any other text. A whole number with zeros before it is a code, such as a postcode, and stays a text.
 */
export function parseNumber(text: string, decimal: "." | "," = "."): number | undefined {
  const first = text.charCodeAt(0);
  // most texts of a text column end here
  if (first > 57 && first !== 73 && first !== 105) return undefined;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (!numberForms[decimal].test(text) || /^[+-]?0\d/.test(text)) return undefined;
  return Number(decimal === "," ? text.replace(",", ".") : text);
}

/** Gathers the cells of a column, one after the other. */
export interface ColumnBuilder {
  add(cell: Cell): void;
  /** The column, once: the builder is empty afterwards. */
  finish(): Column;
}

const firstCapacity = 1024;

export function columnBuilder(name: string, { decimal = ".", na = [], textColumns = [] }: CellOptions = {}): ColumnBuilder {
  const missing = new Set([...usualMissing, ...na]);
  const keepsTexts = textColumns.includes(name);
  const places = new Map<string, number>();
  let numbers = new Float64Array(firstCapacity);
  let codes: Int32Array<ArrayBuffer> | undefined;
  let rows = 0;

  function put(number: number, text?: string): void {
    if (rows === numbers.length) {
      numbers = grown(numbers, new Float64Array(2 * rows));
      if (codes) codes = grown(codes, new Int32Array(2 * rows).fill(-1));
    }
    numbers[rows] = number;
    if (text !== undefined) {
      codes ??= new Int32Array(numbers.length).fill(-1);
      let place = places.get(text);
      if (place === undefined) places.set(text, (place = places.size));
      codes[rows] = place;
    }
    rows++;
  }

  function putText(text: string): void {
    const trimmed = text.trim();
    const number = keepsTexts ? undefined : parseNumber(trimmed, decimal);
    if (missing.has(trimmed)) put(Number.NaN);
    else if (number === undefined) put(Number.NaN, trimmed);
    else put(number);
  }

  return {
    add(cell) {
      if (typeof cell === "string") putText(cell);
      else if (typeof cell === "number") keepsTexts && !Number.isNaN(cell) ? putText(String(cell)) : put(cell);
      else if (typeof cell === "bigint") keepsTexts ? putText(String(cell)) : put(Number(cell));
      else if (typeof cell === "boolean") put(Number.NaN, String(cell));
      else if (cell instanceof Date && !Number.isNaN(cell.getTime())) put(Number.NaN, cell.toISOString());
      else put(Number.NaN);
    },
    finish() {
      const column = { name, numbers: numbers.slice(0, rows), ...(codes && { codes: codes.slice(0, rows) }), texts: [...places.keys()] };
      // whoever still holds the builder holds no second copy of the cells
      numbers = new Float64Array(0);
      codes = undefined;
      places.clear();
      return column;
    },
  };
}

function grown<Values extends Float64Array | Int32Array>(values: Values, larger: Values): Values {
  larger.set(values);
  return larger;
}
