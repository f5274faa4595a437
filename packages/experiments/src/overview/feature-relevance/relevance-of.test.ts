import { expect, test } from "vitest";
import { rankCorrelation } from "./relevance-of.ts";

test("Spearman's rank correlation: scipy.stats.spearmanr's number with a tie, and the signs of order", () => {
  expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect(rankCorrelation([1, 2, 3], [10, 20, 1000])).toBeCloseTo(1, 12);
  expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
});
