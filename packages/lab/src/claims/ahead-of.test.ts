import { expect, test } from "vitest";
import { aheadOf } from "./ahead-of.ts";
import { atPaper, judge } from "./said.ts";

type Result = { readonly ours: readonly number[]; readonly theirs: readonly number[] };
const ahead = aheadOf(
  ({ ours }: Result) => ours,
  ({ theirs }: Result) => theirs,
);
const verdict = (result: Result, budget: "smoke" | "paper" = "paper") =>
  judge({ id: "ahead", statement: "ours is ahead", published: "best", ...ahead }, { result, budget }).verdict;

test("ahead is two standard errors of the differences, not of the values", () => {
  // differences 1, 2, 3: mean 2, standard error 1 / sqrt(3)
  const result = { ours: [11, 52, 93], theirs: [10, 50, 90] };
  const { measured, spread, spreadOf } = judge({ id: "ahead", statement: "", published: "best", ...ahead }, { result, budget: "paper" });
  expect({ measured, spreadOf }).toEqual({ measured: 2, spreadOf: "mean of runs" });
  expect(spread).toBeCloseTo(1 / Math.sqrt(3), 12);
  expect(verdict(result)).toBe("reproduced");
  expect(verdict(result, "smoke")).toBe("not tested at this budget");
  expect(verdict({ ours: result.theirs, theirs: result.ours })).toBe("not reproduced");
  // mean 1, standard error 2
  expect(verdict({ ours: [-1, 3], theirs: [0, 0] })).toBe("not reproduced");
});

test("one run, and none, say nothing of a difference", () => {
  expect(verdict({ ours: [5], theirs: [1] })).toBe("not reproduced");
  expect(verdict({ ours: [], theirs: [] })).toBe("not reproduced");
});

test("the source's own settings are those of the budget paper", () => {
  expect((["smoke", "default", "paper"] as const).map((budget) => atPaper(null, budget))).toEqual([false, false, true]);
});
