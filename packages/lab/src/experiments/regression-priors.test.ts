import { key } from "@credence/tensor";
import { loadPosterior, metrics, predict, run, type TrainingProgress } from "credence";
import { describe, expect, test } from "vitest";
import { runExperiment } from "../runs/run-experiment.ts";
import { memoryStorage } from "../runs/testing/memory-storage.ts";
import { testHost, toyDependencies } from "../runs/testing/toy-experiment.ts";
import { observed } from "./observed-training.ts";
import { densitiesOver, densityBlock } from "./regression-measures.ts";
import { priorId, priorLabel, regressionData, regressionMethod, regressionModel } from "./regression-networks.ts";
import { regressionPriors } from "./regression-priors.ts";
import { convergedAt, regressionPriorsClaims } from "./regression-priors-claims.ts";
import { publishedCells, publishedCurves } from "./regression-priors-published.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors-result.ts";
import { regressionTrace } from "./regression-trace.ts";

const tiny = {
  ...regressionPriors.budgets.smoke,
  cells: regressionPriors.budgets.smoke.cells.map((cell) => ({ ...cell, epochs: 20 })),
  hidden: [20],
  testPoints: 50,
  bandDraws: 30,
  densityBlocks: { count: 2, draws: 30 },
};
const experiment = { ...regressionPriors, budgets: { ...regressionPriors.budgets, smoke: tiny } };
const request = {
  experiment: experiment as never,
  budget: "smoke",
  seed: 0,
  options: {},
  command: "credence run regression-priors",
} as const;
const dependencies = () => ({ ...toyDependencies({ host: testHost, key: key(0), loadPosterior }), storage: memoryStorage() });

describe("a run", () => {
  test("interrupted in the middle of training and of measuring ends with the same bytes", { timeout: 60_000 }, async () => {
    const whole = dependencies();
    const { result } = await runExperiment(request, whole);
    const values = result.values as RegressionPriorsResult;
    expect(values.cells.map(({ id }) => id)).toEqual(["gaussian-0", "gaussian-2", "mixture-1-6"]);
    for (const { trace, published } of values.cells) {
      expect(trace.map(({ epoch }) => epoch)).toEqual([1, 20]);
      for (const { freeEnergy, complexity, nll } of trace) expect(freeEnergy).toBeCloseTo(complexity + nll, 6);
      expect(published.lppd).toBeGreaterThan(published.meanLogDensity);
    }
    expect(new Set(result.claims.map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
    expect(result.claims.find(({ id }) => id === "table-gaussian-2")?.measured).toBe(values.cells[1].published.meanLogDensity);

    // 160 steps and 4 reports of measuring a network: in the first, between its two blocks of draws, in the second
    const broken = dependencies();
    for (const stop of [100, 62, 150]) {
      const controller = new AbortController();
      let seen = 0;
      const onProgress = () => void (++seen === stop && controller.abort());
      await expect(runExperiment(request, { ...broken, signal: controller.signal, onProgress })).rejects.toThrow("interrupted");
    }
    await runExperiment(request, broken);
    expect(broken.storage.files.get("result.json")).toEqual(whole.storage.files.get("result.json"));
  });

  test("every figure of the report has its caption and its data", async () => {
    const { figures, tables } = regressionPriors.report(asPublished());
    expect(figures.map(({ published }) => published)).toEqual(["Figure 11", "Figure 10", "Figure 12", "Figure 13", undefined]);
    expect(tables.map(({ rows }) => rows.length)).toEqual([3, 9, 12]);
  });
});

const data = regressionData({ count: 64, low: 0, high: 0.5, key: key(3) });
const problem = {
  model: regressionModel({ prior: { kind: "gaussian", minusLogStdDev: 0 }, hidden: [10] }),
  data: { x: data.x, y: data.y },
};

test("both densities are those of the library's metrics, in one block or in several", async () => {
  const posterior = await run(regressionMethod({ epochs: 5, batchSize: 8, draws: 1, learningRate: 1e-2 }).fit(problem, key(1)));
  const y = data.points.y;
  const blocks = await Promise.all([0, 1].map((block) => densityBlock(posterior, { x: data.x, y, draws: 20, key: key(2).child(block) })));
  const predictives = await Promise.all([0, 1].map((block) => predict(posterior, data.x, { draws: 20 }, key(2).child(block).child(0))));
  expect(densitiesOver(blocks.slice(0, 1), 0, 64).lppd).toBeCloseTo(await metrics.lppd(predictives[0], data.y), 6);
  const both = densitiesOver(blocks, 0, 64);
  const means = await Promise.all(predictives.map((predictive) => metrics.meanLogDensity(predictive, data.y)));
  expect(both.meanLogDensity).toBeCloseTo((means[0] + means[1]) / 2, 5);
  // 40 draws together, by the definition
  const draws = await Promise.all(predictives.map(async (predictive) => (predictive.kind === "normal" ? predictive.means.read() : [])));
  const density = (f: number, i: number) => Math.exp(-0.5 * ((y[i] - f) / 0.1) ** 2) / (0.1 * Math.sqrt(2 * Math.PI));
  const lppd = Array.from(y, (_, i) =>
    Math.log(draws.flatMap((f) => Array.from({ length: 20 }, (_, d) => density(f[d * 64 + i], i))).reduce((a, b) => a + b) / 40),
  );
  expect(both.lppd).toBeCloseTo(lppd.reduce((a, b) => a + b) / 64, 5);
});

test("the traced objective is the last minibatch's, as the source sums it", async () => {
  const { method, latest } = observed(regressionMethod({ epochs: 2, batchSize: 8, draws: 2, learningRate: 1e-3 }));
  const take = regressionTrace(latest, { train: data, every: 1, draws: 5, batchSize: 8, key: key(4) });
  const steps: TrainingProgress[] = [];
  const posterior = await run(method.fit(problem, key(5)), { onProgress: (step) => steps.push(step) });
  const last = steps[steps.length - 1];
  const row = await take(2, () => posterior);
  // 64 points, 8 minibatches of 8: the last one's weight is 1 / 255
  expect(row?.objective).toBeCloseTo((64 * last.complexity) / 255 + 8 * last.negativeLogLikelihood, 3);
  expect(row?.complexity).toBeCloseTo((await posterior.complexity?.(key(6))) ?? Number.NaN, 6);
});

describe("verdicts", () => {
  test("the published numbers reproduce themselves", () => {
    const claims = regressionPriorsClaims(asPublished());
    expect(claims.filter(({ id }) => id.startsWith("table-")).map(({ verdict }) => verdict)).toEqual(Array(12).fill("reproduced"));
    const verdicts = Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toMatchObject({
      "gaussian-order-published": "reproduced",
      "best-mixture-published": "reproduced",
      "best-mixture-stated": "reproduced",
      "uncertainty-grows": "reproduced",
      "convergence-faster": "reproduced",
      "rmse-falls-then-rises": "reproduced",
      // the stored networks turn the order round once the logarithm is taken after the mean
      "gaussian-order-stated": "not reproduced",
    });
  });

  test("a number far off is not reproduced; other epochs are not tested", () => {
    const result = asPublished();
    const off = { ...result, cells: result.cells.map((cell) => ({ ...cell, published: { ...cell.published, meanLogDensity: -2000 } })) };
    const tables = regressionPriorsClaims(off).filter(({ id }) => id.startsWith("table-"));
    expect(new Set(tables.map(({ verdict }) => verdict))).toEqual(new Set(["not reproduced"]));
    const other = { ...result, cells: result.cells.map((cell) => ({ ...cell, asPublished: false })) };
    expect(new Set(regressionPriorsClaims(other).map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
  });

  test("convergence is the first epoch past 95% of the fall", () => {
    const trace = [100, 60, 10, 4, 0, 0, 0, 0, 0].map((objective, i) => ({ epoch: 10 * i, objective }));
    expect(convergedAt(trace)).toBe(30);
  });
});

/** What a run that met the source's numbers exactly would have given. */
function asPublished(): RegressionPriorsResult {
  const x = [-0.2, 0.25, 1];
  const line = [0, 0, 0];
  const bands = {
    x,
    mean: line,
    median: line,
    q05: line,
    q25: line,
    q75: line,
    q95: line,
    stdDevInside: 0.04,
    stdDevOutside: 0.8,
    coverage: 0.8,
  };
  const cells = regressionPriors.budgets.paper.cells.flatMap(({ prior, epochs, runs }) => {
    const { meanLogDensity, storedLppd } = publishedCells[priorId(prior)];
    const curves = publishedCurves[priorId(prior)] ?? publishedCurves["gaussian-0"];
    const trace = curves.rmse.epoch.map((epoch, i) => {
      const at = curves.objective.epoch.findLastIndex((other) => other <= epoch);
      return { epoch, rmse: curves.rmse.value[i], objective: curves.objective.value[at], complexity: 1, nll: 1, freeEnergy: 2 };
    });
    return Array.from(
      { length: runs },
      (_, i): RegressionCell => ({
        id: `${priorId(prior)}-${i}`,
        label: priorLabel(prior),
        prior,
        run: i + 1,
        epochs,
        asPublished: true,
        published: { meanLogDensity: meanLogDensity[i], lppd: 0 },
        stated: { meanLogDensity: 0, lppd: storedLppd[i] },
        bands,
        examples: [line],
        trace,
      }),
    );
  });
  return { cells, points: { x: [0], y: [0] }, densityDraws: 5000, bandDraws: 1000 };
}
