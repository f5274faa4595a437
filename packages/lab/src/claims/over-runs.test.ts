import { expect, test } from "vitest";
import { aheadOf, atPaper, notAtSmoke, overRuns } from "./over-runs.ts";
import { judge } from "./said.ts";
import { above } from "./tolerance.ts";

type Result = { readonly ours: readonly number[]; readonly theirs: readonly number[] };
const ours = ({ ours }: Result) => ours;
const theirs = ({ theirs }: Result) => theirs;
const words = { id: "ahead", statement: "ours is ahead", published: "best" };
const verdict = (result: Result) => judge({ ...words, ...aheadOf(ours, theirs) }, { result, budget: "paper" }).verdict;

test("ahead is two standard errors of the differences, not of the values", () => {
  // differences 1, 2, 3: mean 2, standard error 1 / sqrt(3)
  const result = { ours: [11, 52, 93], theirs: [10, 50, 90] };
  const [mean, error] = aheadOf(ours, theirs).measured(result) as readonly number[];
  expect(mean).toBe(2);
  expect(error).toBeCloseTo(1 / Math.sqrt(3), 12);
  expect(verdict(result)).toBe("reproduced");
  expect(verdict({ ours: result.theirs, theirs: result.ours })).toBe("not reproduced");
  // mean 1, standard error 2
  expect(verdict({ ours: [-1, 3], theirs: [0, 0] })).toBe("not reproduced");
});

test("one run, and none, say nothing of a difference", () => {
  expect(verdict({ ours: [5], theirs: [1] })).toBe("not reproduced");
  expect(verdict({ ours: [], theirs: [] })).toBe("not reproduced");
});

test("mean and spread over runs, from the default budget on", () => {
  const result = { ours: [1, 3], theirs: [] };
  const of = (budget: "smoke" | "default") => judge({ ...words, ...overRuns(ours), asks: above(1) }, { result, budget });
  expect(of("default")).toMatchObject({ measured: 2, spread: Math.SQRT2, spreadOf: "runs", verdict: "reproduced" });
  expect(of("smoke").verdict).toBe("not tested at this budget");
  expect([notAtSmoke, atPaper].map((tested) => (["smoke", "default", "paper"] as const).map((budget) => tested(null, budget)))).toEqual([
    [false, true, true],
    [false, false, true],
  ]);
});
