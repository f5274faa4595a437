import { expect, test } from "vitest";
import { tableOf } from "../table.ts";
import { inferSchema } from "./schema.ts";
import { sentinelWarnings } from "./suspicions.ts";

const warned = (cells: readonly (number | null)[]) => {
  const table = tableOf({ x: cells });
  return sentinelWarnings(table, { schema: inferSchema(table), rows: Int32Array.from(cells, (_, row) => row) });
};
const spread = Array.from({ length: 50 }, (_, row) => row / 10);

test("nines far from all other values are told, with how often they stand there", () => {
  expect(warned([...spread, -9999])).toEqual([
    'column "x" is -9999 in 1 row, far from its other values (0 to 4.9): if it means a missing value, --na -9999',
  ]);
  expect(warned([...spread, 999, 999])).toEqual([expect.stringContaining("is 999 in 2 rows")]);
});

test.each([
  ["nines among values of their size", [...spread.map((value) => 300 * value), 999]],
  ["another value far away", [...spread, -10_000]],
  ["ninety-nine", [...spread, 99]],
  ["nothing but nines", Array.from({ length: 30 }, (_, row) => (row % 2 ? 999 : 9999))],
])("%s are not", (_, cells) => {
  expect(warned(cells)).toEqual([]);
});
