import { describe, expect, test } from "vitest";
import { reshape, tensor, topK } from "../index.ts";

/** Places of the k largest by a stable sort, NaN last. */
const sorted = (values: ArrayLike<number>, k: number): number[] =>
  Array.from(values, (_, i) => i)
    .sort((i, j) => Number(Number.isNaN(values[i])) - Number(Number.isNaN(values[j])) || values[j]! - values[i]! || i - j)
    .slice(0, k);
const some = (count: number, distinct: number): Float32Array => Float32Array.from({ length: count }, (_, i) => (i * 7919) % distinct);

describe("topK", () => {
  test("equals a stable sort, with many ties", () => {
    const values = some(1000, 13);
    for (const k of [1, 2, 77, 500, 999, 1000]) {
      const top = topK(tensor(values), k);
      expect([...top.indices]).toEqual(sorted(values, k));
      expect([...top.values]).toEqual(sorted(values, k).map((i) => values[i]));
    }
  });

  test("of each row, whose ends fall anywhere, rising, falling and mixed", () => {
    for (const count of [5, 64, 256, 300, 1001])
      for (const k of [1, 3, count]) {
        const rows = [some(count, 997), some(count, 3), some(count, 997).toSorted(), some(count, 997).toSorted().reverse()];
        const top = topK(tensor(Float32Array.from(rows.flatMap((row) => [...row])), [2, 2, count]), k);
        expect([...top.indices]).toEqual(rows.flatMap((row) => sorted(row, k)));
        expect([...top.values]).toEqual(rows.flatMap((row) => sorted(row, k).map((i) => row[i])));
      }
  });

  test("NaN comes last, wherever it stands", () => {
    for (const values of [
      [Number.NaN, 1, 3, 2],
      [1, Number.NaN, 3, 2],
      [1, 3, 2, Number.NaN],
    ]) {
      expect([...topK(tensor(values), 3).values]).toEqual([3, 2, 1]);
      expect([...topK(tensor(values), 4).values]).toEqual([3, 2, 1, Number.NaN]);
    }
    expect([...topK(tensor([-Infinity, Infinity]), 2).values]).toEqual([Infinity, -Infinity]);
    const long = some(700, 691);
    for (const at of [0, 1, 130, 131, 699]) long[at] = Number.NaN;
    for (const k of [2, 40, 698]) expect([...topK(tensor(long), k).indices]).toEqual(sorted(long, k));
  });

  test("says what is wrong", () => {
    expect(() => topK(tensor([1, 2]), 3)).toThrow("topK: k is 3, expected 1 to 2");
    expect(() => topK(tensor([[1, 2]]), 3)).toThrow("topK: k is 3, expected 1 to 2");
    expect(() => topK(reshape(tensor([1]), []), 1)).toThrow("topK: x is [], expected [..., count]");
  });
});
