import { key, normals } from "@credence/tensor";
import { expect, it } from "vitest";
import type { SplitTable } from "./split-table.ts";
import { holdBackFifth, rowsOfSplit, tableParts } from "./table-parts.ts";

const rows = 100;
const first = normals(key(1), rows);
const every = (from: number) => Int32Array.from({ length: 20 }, (_, i) => 5 * i + from);
const table: SplitTable = {
  ...{ name: "line", rows, features: ["x1", "x2"], test: [every(0), every(1)], sha256: { data: "d", splits: "s" } },
  x: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? 100 + 10 * first[i >> 1]! : 7)),
  y: Float64Array.from(first, (x) => 1000 + 50 * x),
};
const sorted = (...parts: readonly Int32Array[]) => parts.flatMap((part) => [...part]).toSorted((a, b) => a - b);

it("parts of a split, and a fifth held back, share no row and miss none", () => {
  const { fitted, asked } = rowsOfSplit(table, 1);
  expect(asked).toBe(table.test[1]);
  expect(sorted(fitted, asked)).toEqual(Array.from({ length: rows }, (_, row) => row));
  const fifth = holdBackFifth(fitted, key(3));
  expect(sorted(fifth.asked, fifth.fitted)).toEqual([...fitted]);
  expect(fifth.asked).toHaveLength(16);
  expect(() => rowsOfSplit(table, 2)).toThrow("line: 2 splits, expected 3; --option splits=2 takes all");
});

it("columns are standardised by the fitted rows, and a constant one stays finite", async () => {
  const split = rowsOfSplit(table, 1);
  const { fitted, asked, truth, targetScaling } = await tableParts(table, split);
  for (const array of [fitted.y, fitted.x]) {
    const values = Array.from(await array.read()).filter((_, i) => array === fitted.y || i % 2 === 0);
    expect(values.reduce((sum, one) => sum + one, 0) / 80).toBeCloseTo(0, 5);
    expect(values.reduce((sum, one) => sum + one ** 2, 0) / 80).toBeCloseTo(1, 5);
  }
  expect(await truth.read()).toEqual(Float32Array.from(split.asked, (row) => table.y[row]!));
  expect((await truth.read())[3]).toBeCloseTo(targetScaling.shift[0]! + targetScaling.scale[0]! * (await asked.y.read())[3]!, 3);
  expect((await asked.x.read()).filter((_, i) => i % 2 === 1)).toEqual(new Float32Array(20));
});
