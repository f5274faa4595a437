import type { Cell, Column } from "./table.ts";

/** How texts of cells are read. */
export interface CellOptions {
  /** What stands between whole and fraction. @default "." */
  readonly decimal?: "." | ",";
  /** What means a missing value, beside those of `usualMissing`: texts, and numbers in whatever form they are written (-999 means -999.0 too). @default none */
  readonly na?: readonly string[];
  /** Columns whose cells stay texts, as a postcode of digits. @default none */
  readonly textColumns?: readonly string[];
}

/** Texts that mean a missing value in any table. */
const usualMissing = ["", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "null", "NULL", "None"];

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
  const own = na.map((text) => text.trim());
  const missing = new Set([...usualMissing, ...own]);
  // a list in the command line is divided at commas: its fractions have points
  const missingNumbers = new Set(own.flatMap((text) => parseNumber(text, decimal) ?? parseNumber(text) ?? []));
  const keepsTexts = textColumns.includes(name);
  const places = new Map<string, number>();
  let numbers = new Float64Array(firstCapacity);
  let codes: Int32Array<ArrayBuffer> | undefined;
  let rows = 0;

  function putNumber(number: number): void {
    put(missingNumbers.has(number) ? Number.NaN : number);
  }

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
    else putNumber(number);
  }

  return {
    add(cell) {
      if (typeof cell === "string") putText(cell);
      else if (typeof cell === "number") keepsTexts && !Number.isNaN(cell) ? putText(String(cell)) : putNumber(cell);
      else if (typeof cell === "bigint") keepsTexts ? putText(String(cell)) : putNumber(Number(cell));
      else if (typeof cell === "boolean") putText(String(cell));
      else if (cell instanceof Date && !Number.isNaN(cell.getTime())) putText(cell.toISOString().replace("T00:00:00.000Z", ""));
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
