import type { Claim, RunResult } from "@credence/lab";
import { expect, test } from "vitest";
import { differencesBetween } from "../scripts/compare-claims.ts";

const claim: Claim = {
  id: "error-400",
  variant: "as stated",
  statement: "Test error",
  published: 1.31,
  measured: 1.4,
  spread: 0.1,
  tolerance: "within 0.1",
  verdict: "reproduced",
};
const result = (...claims: readonly Claim[]): RunResult => ({ experiment: "mnist-error", budget: "smoke", seed: 0, values: null, claims });

test("other words are no difference", () => {
  expect(differencesBetween(result(claim), result({ ...claim, statement: "The error", tolerance: "within 0.1 points" }))).toEqual([]);
});

test("another number, spread or verdict, a claim gone and a new one each have a line", () => {
  const changed = { ...claim, measured: 1.5, spread: null, verdict: "not reproduced" } as const;
  expect(differencesBetween(result(claim, { ...claim, id: "lost" }), result(changed, { ...claim, id: "added" }))).toEqual([
    "mnist-error error-400: measured 1.4 became 1.5",
    "mnist-error error-400: spread 0.1 became null",
    'mnist-error error-400: verdict "reproduced" became "not reproduced"',
    "mnist-error lost: it is gone",
    "mnist-error added: it is new",
  ]);
});

test("a renamed id is found by the map", () => {
  const renamed = { "mnist-error": { "error-400": "error" } };
  expect(differencesBetween(result(claim), result({ ...claim, id: "error" }), renamed)).toEqual([]);
});
