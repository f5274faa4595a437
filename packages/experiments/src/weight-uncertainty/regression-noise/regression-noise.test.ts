import { type Experiment, judgeAll } from "@credence/lab";
import { memoryStorage, realDependencies, runExperiment } from "@credence/lab/testing";
import { describe, expect, test } from "vitest";
import { published as ofRegressions } from "../regression/published.ts";
import { type RegressionPriorsResult, regressionPriors } from "../regression-priors/regression-priors.ts";
import { regressionNoiseClaims } from "./claims.ts";
import { published, recordOf } from "./published.ts";
import { type NoiseNetwork, type RegressionNoiseResult, regressionNoise } from "./regression-noise.ts";

const judged = (result: RegressionNoiseResult) => judgeAll(regressionNoiseClaims, result, "paper");

const small = { hidden: [20], testPoints: 50, bandDraws: 30, densityBlocks: { count: 1, draws: 30 } };
const priors = {
  ...regressionPriors,
  budgets: {
    ...regressionPriors.budgets,
    smoke: {
      ...regressionPriors.budgets.smoke,
      ...small,
      cells: [{ prior: { kind: "gaussian", minusLogStdDev: 0 }, epochs: 20, runs: 1 }],
    },
  },
};
const noise = {
  ...regressionNoise,
  budgets: { ...regressionNoise.budgets, smoke: { ...regressionNoise.budgets.smoke, ...small, epochs: 20 } },
};
const request = (experiment: Experiment) => ({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }) as const;

test("the network of noise 0.1 is the first of regression-priors: one artifact, and the same numbers", async () => {
  const artifacts = memoryStorage();
  const { cells } = (await runExperiment(request(priors), realDependencies({ artifacts }))).result.values as RegressionPriorsResult;
  expect(artifacts.files.size).toBe(1);
  const { result } = await runExperiment(request(noise), realDependencies({ artifacts }));
  expect(artifacts.files.size).toBe(3);
  const { networks } = result.values as RegressionNoiseResult;
  const [low, middle, high] = networks;
  for (const measure of ["published", "stated", "bands", "trace", "untrained"] as const) expect(middle[measure]).toEqual(cells[0][measure]);
  // the complexity at the start knows nothing of the likelihood; the likelihood told least noise is hurt most by the residuals
  expect(low.untrained).toBe(high.untrained);
  expect(low.trace[0].nll).toBeGreaterThan(middle.trace[0].nll);
  expect(new Set(result.claims.map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
  const values = result.values as RegressionNoiseResult;
  const [figures, tables] = [regressionNoise.figures(values), regressionNoise.tables(values)];
  expect(figures.map(({ published }) => published)).toEqual(["Figure 8", "Figure 9", "Figure 9", undefined, undefined]);
  const start = Math.round(low.trace[0].objective).toLocaleString("en-US");
  expect(figures[1].caption).toContain(`under 0.01 ours starts at ${start}, its own at 70,234.`);
  expect(tables[0].rows).toHaveLength(3);
});

describe("verdicts", () => {
  test("a number of the other sign is not near", () => {
    const result = asRecorded();
    const positive = result.networks.map((network) => ({ ...network, published: { meanLogDensity: 2, lppd: 3 } }));
    const claims = judged({ ...result, networks: positive }).filter(({ id }) => id.startsWith("mean-log-density"));
    expect(claims.map(({ verdict }) => verdict)).toEqual(Array(3).fill("not reproduced"));
  });

  test("the recorded numbers reproduce themselves", () => {
    const verdicts = judged(asRecorded()).map(({ id, verdict }) => [id, verdict]);
    expect(verdicts).toHaveLength(2 + 2 + 15);
    expect(verdicts.filter(([, verdict]) => verdict !== "reproduced")).toEqual([]);
  });

  test("each statement can fail, and only networks trained as published are judged", () => {
    const result = asRecorded();
    const swapped = {
      ...result,
      networks: result.networks.map((network, i) => ({ ...result.networks[(i + 1) % 3], likelihoodStdDev: network.likelihoodStdDev })),
    };
    const failed = judged(swapped).filter(({ verdict }) => verdict === "not reproduced");
    expect(failed.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "lowest-bound-published",
        "lowest-bound-stated",
        "overconfident",
        "explained-as-noise",
        "objective-0.01",
        "free-energy-1",
      ]),
    );
    const other = { ...result, networks: result.networks.map((network) => ({ ...network, asPublished: false })) };
    expect(new Set(judged(other).map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
  });
});

/** What a run that met the recorded numbers would have given. */
function asRecorded(): RegressionNoiseResult {
  const networks = [0.01, 0.1, 1].map((likelihoodStdDev): NoiseNetwork => {
    const of = (name: Parameters<typeof published.number>[0]) => published.number(name, likelihoodStdDev);
    const [nll, complexity, lppd, stdDev] = [of("nll"), of("complexity"), of("lppd"), of("function sd")];
    const [meanLogDensity, rmseInside] = [of("mean log density"), of("rmse inside")];
    const coverage = ofRegressions.number("coverage", recordOf(likelihoodStdDev));
    const line = [0, 0];
    return {
      likelihoodStdDev,
      epochs: 1500,
      asPublished: true,
      untrained: 600_000,
      kept: { epoch: 1500, complexity, nll },
      published: { meanLogDensity, lppd: 0 },
      stated: { meanLogDensity: 0, lppd },
      bands: {
        ...{ x: [0, 1], mean: line, median: line, q05: line, q25: line, q75: line, q95: line },
        ...{ stdDevInside: 0.1, stdDevOutside: 1, stdDev, coverage, rmseInside },
      },
      examples: [],
      trace: published
        .list("last objectives", likelihoodStdDev)
        .map((objective, i) => ({ epoch: i, objective, rmse: 0.5, nll, complexity, freeEnergy: nll + complexity })),
    };
  });
  return { networks, points: { x: [0], y: [0] }, densityDraws: 1000, bandDraws: 500 };
}
