import type { Table } from "./figure.ts";
import { formatDigits, formatPublished, minusSigns, significant } from "./numbers.ts";

type Value = string | number | null;
type Column = Table["columns"][number];

/** A cell as it is printed. */
export interface Cell {
  readonly text: string;
  /** Set to the right, its digits below those of the others of its column. */
  readonly number: boolean;
  /** The source's own. */
  readonly source: boolean;
}

const numberLike = /^[\u2212-]?[\d,]*\.?\d+(?:\s*[±%].*)?$/;

/** A column is set as numbers where all that is in it are numbers, or words of one. */
const isNumeric = (values: readonly Value[], { digits }: Column) =>
  digits !== undefined ||
  (values.some((value) => value !== null) && values.every((value) => typeof value !== "string" || numberLike.test(value)));

/** Digits after the point that no number of a column needs more of: those told, unless the largest would have more than five significant ones. */
function decimalsOf(values: readonly Value[], { digits, published }: Column): number | undefined {
  const numbers = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  if (numbers.every(Number.isInteger)) return digits ?? 0;
  if (published && digits === undefined) return undefined;
  const largest = Math.max(...numbers.map(Math.abs));
  const most = Math.max(0, significant - 1 - Math.floor(Math.log10(largest)));
  return Math.min(digits ?? Math.max(0, most - 1), most);
}

/** The numbers of a column in one format: as many digits after the point, five significant ones at most; published ones keep their own where none are told. */
export function columnCells(values: readonly Value[], column: Column): Cell[] {
  const [number, source, decimals] = [isNumeric(values, column), column.published === true, decimalsOf(values, column)];
  const written = (value: Value) => {
    if (value === null) return "–";
    if (typeof value === "string") return minusSigns(value);
    if (decimals === undefined) return formatPublished(value);
    return formatDigits(Number.isInteger(value) || source ? value : Number(value.toPrecision(significant)), decimals);
  };
  return values.map((value) => ({ text: written(value), number, source }));
}
