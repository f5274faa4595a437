import { describe, expect, test } from "vitest";
import { tableOf } from "../table.ts";
import { columnsLine } from "./columns-line.ts";
import { parseDate } from "./parse-date.ts";
import { type ColumnKind, inferSchema } from "./schema.ts";
import { targetOf } from "./task.ts";

const counted = (rows: number, of: (row: number) => unknown) => Array.from({ length: rows }, (_, row) => of(row)) as never[];
const kindOf = (cells: readonly unknown[], name = "x"): ColumnKind => inferSchema(tableOf({ [name]: cells as never[] }))[0].kind;

describe("what a column is", () => {
  test.each<[ColumnKind, string, readonly unknown[], string?]>([
    ["number", "numbers", [1, 2.5, null]],
    ["number", "numbers written as texts", ["1", "2.5e3", "NA"]],
    ["boolean", "yes and no", ["yes", "No", "yes"]],
    ["boolean", "booleans", [true, false]],
    ["category", "a few texts", ["a", "b", "a", "b"]],
    ["date", "dates", ["2024-01-31", "2024-02-29 10:00", null]],
    ["date", "dates with points", ["31.12.2023", "1.1.2024"]],
    ["category", "lists of numbers", ["1,2", "2,3,5", "1,2", 7, 7]],
    ["category", "commas beside a fraction with a point", ["1,5", "2.5", "1,5", "2.5"]],
    ["category", "dates that are none", ["2024-02-31", "2024-13-01"]],
    ["id", "each row its own word", counted(30, (row) => `P${row}`)],
    ["id", "row numbers", counted(30, (row) => row)],
    ["id", "whole numbers that are called an id", counted(30, (row) => 7 * row), "customer_id"],
    ["id", "whole numbers that are called an id, a few of them twice", counted(60, (row) => 7 * (row % 57)), "id"],
    ["number", "few numbers that are called a key", counted(60, (row) => row % 5), "key"],
    ["category", "a few sizes with their unit", counted(60, (row) => ["500 ml", "1 l", "2 l"][row % 3])],
    ["number", "whole numbers of no such name", counted(30, (row) => 7 * row)],
    ["text", "sentences", counted(30, (row) => `the house number ${row}`)],
    ["constant", "one value", [3, 3, null]],
    ["empty", "nothing", [null, "", "NA"]],
  ])("%s: %s", (kind, _, cells, name) => {
    expect(kindOf(cells, name)).toBe(kind);
  });
});

test.each(["constructor", "toString", "valueOf", "__proto__"])("a column may be called %s", (name) => {
  const [left, right] = inferSchema(tableOf([Object.fromEntries([[name, 1]]), Object.fromEntries([[name, 2.5]]), { other: 1 }]));
  expect(left).toEqual({ name, kind: "number", missing: 1, distinct: 2 });
  expect(right.kind).toBe("constant");
  const asked = inferSchema(tableOf(Object.fromEntries([[name, [1, 2.5]]])), { columns: Object.fromEntries([[name, "category"]]) });
  expect(asked[0].kind).toBe("category");
});

test("what columns were taken for is told in one line, of many some names", () => {
  const few = inferSchema(tableOf({ x: [1, 2.5], town: ["a", "b"], street: ["b", "c"], sold: ["2024-01-31", "2024-02-29"] }));
  expect(columnsLine(few)).toBe("columns: 1 number (x), 2 categories (town, street), 1 date (sold); --column name=kind says otherwise");
  const many = inferSchema(tableOf(Object.fromEntries(Array.from({ length: 8 }, (_, j) => [`x${j}`, [j, j + 0.5]]))));
  expect(columnsLine(many)).toBe("columns: 8 numbers (x0, x1, x2, x3, x4, x5, ...); --column name=kind says otherwise");
});

describe("refused in one line", () => {
  test.each<[string, () => unknown, string]>([
    [
      "a text among numbers",
      () => kindOf(counted(30, (row) => (row === 17 ? "1O" : row / 2))),
      'table, row 18, column "x": "1O", expected a number as in 29 of 30 rows',
    ],
    [
      "a text among dates",
      () => kindOf(counted(30, (row) => (row === 17 ? "31.11.2024" : `${1 + (row % 28)}.11.2024`))),
      'table, row 18, column "x": "31.11.2024", expected a date as in 29 of 30 rows; if it means a missing value, --na "31.11.2024"',
    ],
    ["decimal commas", () => kindOf(["1,5", "2,5"]), 'table, row 1, column "x": "1,5" looks like a decimal comma, say so: --decimal ,'],
    [
      "decimal commas in one of five rows, whole numbers in the others",
      () => kindOf(counted(30, (row) => (row % 5 === 4 ? `${row},25` : row))),
      'table, row 5, column "x": "4,25" looks like a decimal comma, say so: --decimal ,; if the column holds names, --column x=category',
    ],
    [
      "a decimal comma in one row of thirty",
      () => kindOf(counted(30, (row) => (row === 17 ? "17,5" : row))),
      'row 18, column "x": "17,5" looks like a decimal comma, say so: --decimal ,',
    ],
    [
      "what may be thousands",
      () => kindOf(counted(40, (row) => (row === 9 ? 950 : `${1 + row},${200 + row}`))),
      'row 1, column "x": "1,200" may be 1200 or 1.200: take commas between thousands out of the file, or say --decimal , where they begin fractions',
    ],
    [
      "thousands beside fractions",
      () => kindOf(counted(40, (row) => (row === 0 ? 950.5 : `${row},200`))),
      'row 2, column "x": "1,200" has commas between thousands, expected 1200: take them out of the file',
    ],
    ["millions", () => kindOf(["1,234,567.5", "2,000"]), '"1,234,567.5" has commas between thousands, expected 1234567.5'],
    ...(
      [
        ["points between thousands", (row) => `${1 + row}.234,56`, '"1.234,56" has points between thousands, expected 1234,56'],
        ["spaces between thousands", (row) => `${1 + row} 053.06`, '"1 053.06" has spaces between thousands, expected 1053.06'],
        ["percentages", (row) => `${row}.3 %`, '"0.3 %" is a percentage, expected a plain number such as 0.3'],
        ["amounts", (row) => `€${row}.30`, '"€0.30" is an amount with its currency, expected a plain number such as 0.30'],
        ["weights", (row) => `${row}.20 kg`, '"0.20 kg" is a number with its unit, expected a plain number such as 0.20'],
        ["dates with strokes", (row) => `${1 + (row % 28)}/05/2021`, '"1/05/2021" is a date whose day and month may be either'],
        ["dates with month names", (row) => `${1 + (row % 28)}-Dec-2021`, '"1-Dec-2021" is a date with a month in words'],
      ] as const satisfies readonly (readonly [string, (row: number) => string, string])[]
    ).map(
      ([what, of, message]) =>
        [what, () => kindOf(counted(40, of)), `table, row 1, column "x": ${message}`] as [string, () => unknown, string],
    ),
    ["an infinite number", () => kindOf([1, Infinity, 2]), 'table, row 2, column "x": Infinity, expected a finite number'],
    [
      "a number that no 32-bit float holds",
      () => kindOf([1, 2.5, 1e39]),
      'table, row 3, column "x": 1e+39, expected a finite number, up to 3.4e38',
    ],
    [
      "a kind of no column",
      () => inferSchema(tableOf({ x: [1] }), { columns: { y: "category" } }),
      'table: no column "y", which is said to be category; the columns are x',
    ],
    [
      "a kind that is none",
      () => inferSchema(tableOf({ x: [1] }), { columns: { x: "float" as never } }),
      '"float", expected one of number, boolean',
    ],
    [
      "words that are said to be numbers",
      () => inferSchema(tableOf({ x: [1, "a"] }), { columns: { x: "number" } }),
      'table, row 2, column "x": "a", expected a number',
    ],
    [
      "words that are said to be dates",
      () => inferSchema(tableOf({ x: ["2024-01-01", "soon"] }), { columns: { x: "date" } }),
      'row 2, column "x": "soon", expected a date',
    ],
  ])("%s", (_, work, message) => {
    expect(work).toThrow(message);
  });
});

describe("the task follows from the target", () => {
  const taskOf = (cells: readonly unknown[]) => {
    const table = tableOf({ y: cells as never[] });
    return targetOf(table, { schema: inferSchema(table), target: "y" });
  };
  test.each<[string, readonly unknown[], string]>([
    ["numbers", counted(12, (row) => row / 7), "regression"],
    ["whole numbers", counted(12, (row) => row % 5), "regression"],
    ["two numbers", counted(12, (row) => row % 2), "classification"],
    ["words", counted(12, (row) => "abc"[row % 3]), "classification"],
  ])("%s", (_, cells, task) => expect(taskOf(cells).task).toBe(task));

  test("rows without a target are counted; classes are sorted, numbers by size", () => {
    expect(taskOf([10, 9, null, 10, 9, 9, 9])).toMatchObject({ dropped: 1, classes: ["9", "10"], rows: Int32Array.of(0, 1, 3, 4, 5, 6) });
  });

  test.each<[string, readonly unknown[], string]>([
    ["missing everywhere", [null, ""], 'the target "y" is missing in all 2 rows'],
    ["one class", ["a", "a", null], 'the target "y" is a in every row, expected two values or more'],
    ["infinite", [1, 2, Infinity, 3], 'row 3, column "y": Infinity, expected a finite number'],
    [
      "each row its own class",
      counted(30, (row) => `P${row}`),
      'the target "y" has 30 different values in 30 rows, expected fewer classes',
    ],
  ])("refused: %s", (_, cells, message) => expect(() => taskOf(cells)).toThrow(message));
});

test("times are UTC unless they say a zone", () => {
  expect(parseDate("2024-02-29T12:00:00+02:00")).toBe(Date.UTC(2024, 1, 29, 10));
  expect(parseDate("29.2.2024")).toBe(Date.UTC(2024, 1, 29));
  for (const none of ["29.2.2023", "2024-00-10", "2024", "12:30", "2024-01-01T25:00"]) expect(parseDate(none), none).toBeUndefined();
});
