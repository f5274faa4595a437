import { judgeAll } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { methods } from "credence";
import { expect, test } from "vitest";
import { type CandidateName, candidateNames } from "./candidates.ts";
import { type ComparedFit, methodsCompared, withDistances } from "./methods-compared.ts";
import { line, plane, problemNames } from "./problems.ts";

test("every method of the registry is compared", () => {
  expect([...candidateNames].sort()).toEqual(Object.keys(methods).sort());
});

type Fit = Parameters<typeof withDistances>[0][number];
const fit = (problem: Fit["problem"], method: Fit["method"], { mean = 0, spread = 1, nll = 0.5 } = {}): Fit => ({
  ...{ problem, method, seed: 1, nll, nllOfDraws: nll + 0.1, calibration: 0.02, rHat: method === "reference" ? 1.01 : null },
  mean: (problem === "regression" ? line : new Array(plane.columns * plane.rows).fill(0)).map(() => mean),
  spread: (problem === "regression" ? line : new Array(plane.columns * plane.rows).fill(0)).map(() => spread),
});

test("distances are in units of the reference's spread: a point has 1, the reference itself 0", () => {
  const fits = withDistances([
    fit("moons", "reference", { spread: 0.2 }),
    fit("moons", "map", { mean: 0.1, spread: 0 }),
    fit("moons", "hmc", { spread: 0.2 }),
  ]);
  expect(fits.map(({ meanDistance, spreadDistance }) => [meanDistance, spreadDistance])).toEqual([
    [null, null],
    [0.5, 1],
    [0, 0],
  ]);
});

/** Fits of all methods of which the spread is this share of the reference's. */
const result = (shares: Partial<Record<CandidateName, number>>, otherwise: number): { fits: ComparedFit[] } => ({
  fits: problemNames.flatMap((problem) =>
    withDistances([
      fit(problem, "reference"),
      ...candidateNames.map((method) => fit(problem, method, { spread: shares[method] ?? otherwise })),
    ]),
  ),
});

test("verdicts follow the numbers, and figures and tables say them", () => {
  const near = result({ map: 0, hmc: 0.98, fullGaussian: 0.9, bayesByBackprop: 0.6, mcDropout: 0.3 }, 0.5);
  const verdicts = (given: { fits: ComparedFit[] }) => judgeAll(methodsCompared.claims, given, "default").map(({ verdict }) => verdict);
  expect(new Set(verdicts(near))).toEqual(new Set(["reproduced"]));
  const far = result({ hmc: 3, fullGaussian: 2.5, bayesByBackprop: 2.2, mcDropout: 2.1, map: 2 }, 2);
  expect(
    judgeAll(methodsCompared.claims, far, "default").filter(({ id, verdict }) => /approximates|order/.test(id) && verdict === "reproduced"),
  ).toEqual([]);
  const names = [...methodsCompared.figures(near), ...methodsCompared.tables(near)].map(({ name }) => name);
  expect(new Set(names).size).toBe(4);
  expect(methodsCompared.tables(near)[0].rows).toHaveLength(candidateNames.length + 1);
  expect(methodsCompared.figures(near)[0].finding).toContain("0.02 (HMC, 2 x 300 draws)");
});

test.each(["regression-reference", "moons-laplace-1"])("the unit %s gives a mean and a spread at each place", async (unit) => {
  const settings = { ...methodsCompared.budgets.smoke, draws: 10, reference: { chains: 4, warmUp: 4, draws: 4, leapfrogs: 2 } };
  const experiment = { ...methodsCompared, budgets: { ...methodsCompared.budgets, smoke: settings } };
  const { result: made } = await runExperiment(
    { experiment, budget: "smoke", seed: 0, options: {}, command: "", unit },
    realDependencies(),
  );
  const { mean, spread, rHat, calibration } = made.values as unknown as Fit;
  const places = unit.startsWith("moons") ? plane.columns * plane.rows : line.length;
  expect([mean.length, spread.length]).toEqual([places, places]);
  expect(Math.min(...spread)).toBeGreaterThan(0);
  if (unit.endsWith("reference")) expect(rHat).toBeGreaterThan(0.9);
  else expect(calibration).toBeLessThan(1);
});
