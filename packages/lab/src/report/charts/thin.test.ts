import { expect, it } from "vitest";
import { thin } from "./thin.ts";

it("keeps the ends and every extreme of a long line, in order", () => {
  const values = Array.from({ length: 10_000 }, (_, index) => Math.sin(index / 700));
  values[4321] = 50;
  values[8888] = -50;
  const kept = thin(values, 200);
  expect(kept.length).toBeLessThanOrEqual(200);
  expect(kept.length).toBeGreaterThan(150);
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  expect(kept).toEqual(expect.arrayContaining([0, 4321, 8888, 9999]));
  expect(new Set(kept).size).toBe(kept.length);
});

it("leaves a short line alone", () => {
  expect(thin([3, 1, 2], 3)).toEqual([0, 1, 2]);
  expect(thin([], 3)).toEqual([]);
});
