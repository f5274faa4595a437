import { expect, test } from "vitest";
import { candidatesOf, scheduleOf, usualMethod } from "./candidates.ts";

test("training goes through some 6 million rows of a large table, whatever its size, and at least eight times through all", () => {
  expect(scheduleOf(35_000).epochs).toBe(30);
  for (const rows of [200_000, 440_000, 700_000]) expect(Math.abs(scheduleOf(rows).epochs * rows - 6e6)).toBeLessThan(rows / 2 + 1);
  expect(scheduleOf(5_000_000).epochs).toBe(8);
});

test("a large table is fitted by one network without a search, unless many are asked for", () => {
  expect([usualMethod(20_000), usualMethod(20_001)]).toEqual(["deepEnsemble", "mcDropout"]);
  const counts = (rows: number) => (["quick", "default", "thorough"] as const).map((budget) => candidatesOf(budget, rows).length);
  expect(counts(1000)).toEqual([1, 4, 20]);
  expect(counts(50_000)).toEqual([1, 1, 20]);
});
