import { judgeAll } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { key } from "@credence/tensor";
import { expect, test } from "vitest";
import { type BasisRegressionResult, basisRegression } from "../basis-regression/basis-regression.ts";
import { type LinearRegressionResult, linearRegression } from "../linear-regression/linear-regression.ts";
import { fitRecipe, reaches, varianceAt } from "./fit-recipe.ts";
import { linspace, recipes, redrawn } from "./recipes.ts";

test("a bound is reached between grid places, on the side that is asked", () => {
  const x = [-2, -1, 0, 1, 2];
  const parabola = x.map((at) => at * at);
  expect(reaches(x, parabola, { bound: 2.5, from: 0, to: "right" })).toBeCloseTo(1.5, 12);
  expect(reaches(x, parabola, { bound: 2.5, from: 0, to: "left" })).toBeCloseTo(-1.5, 12);
  expect(reaches(x, parabola, { bound: 9, from: 0, to: "left" })).toBeNaN();
  expect(varianceAt(x, parabola, 0.9)).toBe(1);
});

test("a data set is the recipe's: its points lie in the intervals, its residuals are the noise", () => {
  const { x, y } = redrawn(
    {
      ...recipes.gap,
      intervals: [
        [-3, -1, 4000],
        [1, 3, 4000],
      ],
    },
    key(0),
  );
  expect(x.every((at) => Math.abs(at) >= 1 && Math.abs(at) <= 3)).toBe(true);
  const residuals = x.map((at, i) => y[i] - recipes.gap.truth(at));
  const variance = residuals.reduce((sum, one) => sum + one * one, 0) / residuals.length;
  // sd of the estimate: 0.04 sqrt(2 / 8000)
  expect(Math.abs(variance - 0.04)).toBeLessThan(4 * 0.04 * Math.sqrt(2 / 8000));
});

test("the least variance of a line is its closed form: 1/beta (1 + 1/N) at the mean of the inputs, but for the prior", () => {
  const fitted = fitRecipe(
    { ...recipes.plain, priorPrecision: 1e-9, test: [1, 1, 2], measured: [1, 1, 2] },
    {
      key: key(1),
      redraws: 1,
      measure: (_, variance) => ({ least: variance[0] }),
    },
  );
  const { x } = redrawn(recipes.plain, key(1).child("redrawn").child(0));
  const centre = x.reduce((sum, at) => sum + at, 0) / x.length;
  const spread = x.reduce((sum, at) => sum + (at - centre) ** 2, 0);
  expect(fitted.fits[0].measures.least.value).toBeCloseTo(0.08 * (1 + 1 / 25 + (1 - centre) ** 2 / spread), 4);
  expect(linspace([0, 1, 3])).toEqual([0, 0.5, 1]);
});

test.each([linearRegression, basisRegression])(
  "$name: a small run holds what the source says, the artefact of its precision apart",
  async (one) => {
    const experiment = { ...one, budgets: { ...one.budgets, smoke: { redraws: 30 } } } as unknown as typeof linearRegression;
    const { result } = await runExperiment({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }, realDependencies());
    const values = result.values as LinearRegressionResult & BasisRegressionResult;
    const claims = judgeAll(experiment.claims, values, "paper");
    const failed = claims.filter(({ verdict }) => verdict !== "reproduced").map(({ id }) => id);
    // a mean coverage needs more than 30 data sets
    expect(failed.filter((id) => !id.startsWith("coverage-"))).toEqual([]);
    expect(failed.includes("coverage-as-published")).toBe(one.name === "linear-regression");
    expect(experiment.figures(values).length).toBeGreaterThanOrEqual(4);
    expect(experiment.tables(values)[0].rows.length).toBeGreaterThan(5);
  },
);
