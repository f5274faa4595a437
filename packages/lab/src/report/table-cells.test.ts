import { expect, test } from "vitest";
import { columnCells } from "./table-cells.ts";

const texts = (values: readonly (string | number | null)[], column: { digits?: number; published?: boolean } = {}) =>
  columnCells(values, { label: "x", ...column }).map(({ text }) => text);

test("a column has one format, with five significant digits of its largest number at most", () => {
  expect(texts([-16.2060666667, 3.1, null])).toEqual(["−16.21", "3.10", "–"]);
  expect(texts([12345.678, 1.25], { digits: 3 })).toEqual(["12,346", "1"]);
  expect(texts([0.00123456, 0.5], { digits: 4 })).toEqual(["0.0012", "0.5000"]);
  expect(texts([341_234.6, 99_999.7], { digits: 0 })).toEqual(["341,230", "100,000"]);
});

test("counts and published values keep their digits", () => {
  expect(texts([205_752, 60_001])).toEqual(["205,752", "60,001"]);
  expect(texts([-120.3456, 1.3], { published: true })).toEqual(["−120.3456", "1.3"]);
  expect(texts([1.5, 2], { digits: 2, published: true })).toEqual(["1.50", "2.00"]);
});

test("numbers, and words that begin with one, stand to the right; others do not", () => {
  const isNumber = (values: readonly (string | number | null)[]) => columnCells(values, { label: "x" })[0]?.number;
  expect(isNumber([1.5, null])).toBe(true);
  expect(isNumber(["1.23 ± 0.04", "−7 ± 1"])).toBe(true);
  expect(isNumber(["plain network", "dropout 0.5"])).toBe(false);
  expect(isNumber(["1.82 / 1.99 / 2.02"])).toBe(false);
});
