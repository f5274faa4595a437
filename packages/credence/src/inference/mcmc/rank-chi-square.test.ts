import { key, uniforms } from "@credence/tensor";
import { expect, test } from "vitest";
import { rankChiSquare } from "./rank-chi-square.ts";

test("by hand, and about bins - 1 of uniform ranks", () => {
  // 3 and 1 where 2 are expected
  expect(rankChiSquare([0, 0, 1, 2], { draws: 3, bins: 2 })).toBe(1);
  const ranks = Array.from(uniforms(key(4), 6000), (u) => Math.floor(60 * u));
  // chi-square with 11 degrees of freedom: outside once in a thousand, each side
  const value = rankChiSquare(ranks, { draws: 59, bins: 12 });
  expect(value).toBeGreaterThan(1.6);
  expect(value).toBeLessThan(31.3);
  expect(rankChiSquare([...ranks, ...new Array<number>(600).fill(0)], { draws: 59, bins: 12 })).toBeGreaterThan(300);
});

test("bins of unequal width, and ranks that are none, are named", () => {
  expect(() => rankChiSquare([0], { draws: 59, bins: 7 })).toThrow("rankChiSquare: bins is 7, expected a divisor of 60 ranks");
  expect(() => rankChiSquare([0, 60], { draws: 59, bins: 12 })).toThrow("rankChiSquare: rank 1 is 60, expected 0 to 59");
});
