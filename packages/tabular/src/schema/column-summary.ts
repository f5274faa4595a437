import { type Column, textAt } from "../table.ts";
import { parseDate } from "./parse-date.ts";

/** What a column holds, counted. */
export interface ColumnSummary {
  readonly missing: number;
  readonly numbers: number;
  readonly dates: number;
  readonly texts: number;
  /** Different values, counted up to `mostDistinct`. */
  readonly distinct: number;
  readonly wholeNumbers: boolean;
  readonly least: number;
  readonly greatest: number;
  /** Mean characters of a text. */
  readonly meanLength: number;
  /** First row with a text that is no date, -1 where there is none. */
  readonly firstText: number;
  /** First row with a number that is infinite as a 32-bit float, as which networks take it, -1 where there is none. */
  readonly firstInfinite: number;
}

/** More values than this are not told apart. */
const mostDistinct = 1_000_000;

export function summaryOf(column: Column, rows: number): ColumnSummary {
  const { numbers, codes, texts } = column;
  const isDate = texts.map((text) => parseDate(text) !== undefined);
  const values = new Set<number>();
  const seen = new Uint8Array(texts.length);
  const counts = { missing: 0, numbers: 0, dates: 0, texts: 0, distinctTexts: 0 };
  let [least, greatest, characters, firstText, firstInfinite] = [Infinity, -Infinity, 0, -1, -1];
  let wholeNumbers = true;
  for (let row = 0; row < rows; row++) {
    const code = codes?.[row] ?? -1;
    const number = numbers[row];
    if (code >= 0) {
      if (isDate[code]) counts.dates++;
      else {
        counts.texts++;
        if (firstText < 0) firstText = row;
      }
      characters += texts[code].length;
      if (seen[code] === 0) counts.distinctTexts++;
      seen[code] = 1;
    } else if (Number.isNaN(number)) counts.missing++;
    else {
      counts.numbers++;
      if (firstInfinite < 0 && !Number.isFinite(Math.fround(number))) firstInfinite = row;
      if (wholeNumbers && !Number.isInteger(number)) wholeNumbers = false;
      least = Math.min(least, number);
      greatest = Math.max(greatest, number);
      if (values.size < mostDistinct) values.add(number);
    }
  }
  return {
    missing: counts.missing,
    numbers: counts.numbers,
    dates: counts.dates,
    texts: counts.texts,
    distinct: values.size + counts.distinctTexts,
    wholeNumbers,
    least,
    greatest,
    meanLength: characters / Math.max(1, counts.dates + counts.texts),
    firstText,
    firstInfinite,
  };
}

/** The different texts of a column in the order of the language's own comparison; numbers among them by size. */
export function levelsOf(column: Column, rows: Int32Array): string[] {
  const levels = new Set<string>();
  for (const row of rows) {
    const text = textAt(column, row);
    if (text !== undefined) levels.add(text);
  }
  return [...levels].sort(compareLevels);
}

/** Numbers by size, before texts by code unit: the same order on every machine. */
export function compareLevels(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  const [isX, isY] = [!Number.isNaN(x), !Number.isNaN(y)];
  if (isX && isY && x !== y) return x - y;
  if (isX !== isY) return isX ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
