import { judgeAll } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { expect, test } from "vitest";
import { logJoint } from "./log-joint.ts";
import { type LogisticFit, type LogisticResult, logisticUncertainty } from "./logistic-uncertainty.ts";
import { methodNames } from "./methods.ts";

test("the joint of one point is its prior and its likelihood", () => {
  const joint = logJoint({ x: [[1, 2]], labels: [1] }, 4);
  const prior = 1.5 * Math.log(4 / (2 * Math.PI)) - (4 * (0.25 + 1 + 0.01)) / 2;
  expect(joint([0.5, -1, 0.1])).toBeCloseTo(prior + Math.log(1 / (1 + Math.exp(-(0.5 - 2 + 0.1)))), 12);
});

test("a small run: all are right, MAP alone has no epistemic uncertainty, Laplace is nearest to the posterior", {
  timeout: 300_000,
}, async () => {
  const { smoke } = logisticUncertainty.budgets;
  const small = { ...smoke, points: 60, draws: 50, gridSide: 20 };
  const experiment = { ...logisticUncertainty, budgets: { ...logisticUncertainty.budgets, smoke: small } };
  const { result } = await runExperiment({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }, realDependencies());
  const values = result.values as LogisticResult;
  expect(values.fits.map(({ method }) => method)).toEqual([...methodNames]);
  for (const { accuracy } of values.fits) expect(accuracy).toBe(1);
  const [map, laplace, variational] = values.fits;
  expect(map.divergence).toBeNull();
  expect(map.epistemic.far).toBeLessThan(1e-5);
  expect(laplace.divergence).toBeLessThan(variational.divergence!);
  expect(laplace.divergence).toBeGreaterThan(-0.02);
  expect(logisticUncertainty.figures(values)).toHaveLength(4);
  expect(logisticUncertainty.tables(values)[0].rows).toHaveLength(5);
});

const fit = (method: LogisticFit["method"], given: Partial<LogisticFit> = {}): LogisticFit => ({
  ...{ method, seed: 1, accuracy: 1, divergence: 0.05, epistemic: { atData: 0.001, far: 0.05 }, totalFar: 0.02, ...given },
});

test("verdicts follow the numbers", () => {
  const grid = { x: [0, 1], y: [0, 1], columns: 1, rows: 1 } as const;
  const points = { x: [], labels: [] };
  const verdicts = (fits: LogisticFit[]) =>
    new Set(judgeAll(logisticUncertainty.claims, { grid, points, fits }, "paper").map(({ verdict }) => verdict));
  const asSaid = methodNames.map((method) => fit(method, method === "variational" ? { divergence: 0.01 } : {}));
  expect(verdicts(asSaid)).toEqual(new Set(["reproduced"]));
  const otherwise = methodNames.map((method) =>
    fit(method, {
      ...{ accuracy: 0.9, totalFar: 0.5, epistemic: { atData: 0.1, far: 0.1 } },
      divergence: method === "laplace-as-published" ? 40 : method === "variational" ? 9 : 2,
    }),
  );
  expect(verdicts(otherwise)).toEqual(new Set(["not reproduced"]));
});
