import { judgeAll } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { expect, test } from "vitest";
import { growth, insideOverBoundary } from "./claims.ts";
import { methodNames } from "./networks.ts";
import { type MoonsNetwork, type TwoMoonsResult, twoMoonsExperiment } from "./two-moons.ts";

const { smoke } = twoMoonsExperiment.budgets;

test("a small run maps each network, and the deterministic one has no epistemic uncertainty", async () => {
  const small = { ...smoke, points: 100, epochs: { dropout: 60, variational: 100 }, draws: 20, gridSide: 20 };
  const experiment = { ...twoMoonsExperiment, budgets: { ...twoMoonsExperiment.budgets, smoke: small } };
  const { result } = await runExperiment({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }, realDependencies());
  const values = result.values as TwoMoonsResult;
  expect(values.networks.map(({ method }) => method)).toEqual([...methodNames]);
  const [deterministic, dropout] = values.networks;
  expect(Math.max(...deterministic.surfaces!.epistemic)).toBeLessThan(1e-5);
  expect(Math.max(...dropout.surfaces!.epistemic)).toBeGreaterThan(0.05);
  expect(twoMoonsExperiment.figures(values).map(({ name }) => name)).toEqual(["probability", "total", "aleatoric", "epistemic"]);
  expect(twoMoonsExperiment.tables(values)[0].rows).toHaveLength(4);
});

const ring = (distance: number, given: Partial<MoonsNetwork["rings"][number]>) => ({
  ...{ distance: distance as 0, total: 0, epistemic: 0.01, epistemicInside: 0.01, epistemicBoundary: 0.1, insideShare: 0.9, ...given },
});
const network = (method: MoonsNetwork["method"], far: Partial<MoonsNetwork["rings"][number]>): MoonsNetwork => ({
  ...{ method, seed: 1, accuracy: 1, rings: [ring(0, {}), ring(1, far), ring(2, far), ring(4, far)] },
});

test("verdicts follow the numbers", () => {
  const grid = { x: [0, 1], y: [0, 1], columns: 1, rows: 1 } as const;
  const points = { x: [], labels: [] };
  const asSaid: TwoMoonsResult = {
    grid,
    points,
    networks: [
      network("deterministic", { epistemic: 0 }),
      network("mc-dropout", { epistemic: 0.05 }),
      network("variational", { epistemic: 0.2, epistemicInside: 0.2 }),
      network("variational-as-published", { epistemic: 0.2, epistemicInside: 0.2 }),
    ],
  };
  expect(growth(asSaid.networks[1], 2)).toBeCloseTo(5, 12);
  expect(insideOverBoundary(asSaid.networks[2])).toBeCloseTo(2, 12);
  const verdicts = (result: TwoMoonsResult) => judgeAll(twoMoonsExperiment.claims, result, "paper").map(({ verdict }) => verdict);
  expect(new Set(verdicts(asSaid))).toEqual(new Set(["reproduced"]));
  const flat = { grid, points, networks: asSaid.networks.map((one) => network(one.method, { total: 0.5, epistemic: 0.005 })) };
  expect(new Set(verdicts({ grid, points, networks: flat.networks.map((one) => ({ ...one, accuracy: 0.8 })) }))).toEqual(
    new Set(["not reproduced"]),
  );
});
