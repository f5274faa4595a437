import { judgeAll } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { key, normals } from "@credence/tensor";
import { expect, test } from "vitest";
import { divergence, type Line, logEvidenceOnGrid, logJoint } from "./grid-posterior.ts";
import { type LogisticFit, type LogisticResult, logisticUncertainty } from "./logistic-uncertainty.ts";
import { methodNames } from "./methods.ts";

test("without data the evidence is 1, and draws of the prior are no nats from it", () => {
  const data = { x: [], labels: [] };
  const logEvidence = logEvidenceOnGrid(data, 4, { centre: [0, 0, 0], stdDevs: [0.5, 0.5, 0.5] });
  expect(logEvidence).toBeCloseTo(0, 6);
  const noise = normals(key(0), 30_000);
  const draws = Array.from({ length: 10_000 }, (_, i): Line => [noise[3 * i] / 2, noise[3 * i + 1] / 2, noise[3 * i + 2] / 2]);
  const logJointOf = (line: Line) => logJoint(data, 4, line);
  // 3 degrees of freedom of the mean's error and 6 of the covariance's: some 9 / 20,000 nats
  expect(Math.abs(divergence(draws, { logJointOf, logEvidence }))).toBeLessThan(0.02);
  // moved by half a standard deviation along one axis: KL = 0.5^2 / 2
  const moved = draws.map(([a, b, c]): Line => [a + 0.25, b, c]);
  expect(divergence(moved, { logJointOf, logEvidence })).toBeCloseTo(0.125, 1);
  expect(divergence([draws[0], draws[0]], { logJointOf, logEvidence })).toBe(Number.POSITIVE_INFINITY);
});

test("the evidence of one point is one half by symmetry", () => {
  const data = { x: [[1, 2]] as const, labels: [1] };
  expect(logEvidenceOnGrid(data, 1, { centre: [0, 0, 0], stdDevs: [1, 1, 1] })).toBeCloseTo(Math.log(0.5), 5);
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
