import { judgeAll } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { regressionSets } from "../regression/fit.ts";
import { recordedBands } from "../regression/published.ts";
import { published } from "./published.ts";
import { type RegressionEnsemblesResult, regressionEnsembles, sharingSteps } from "./regression-ensembles.ts";
import { ensembleBands, ensembleStdDev } from "./statistics.ts";

const judged = (result: RegressionEnsemblesResult) => judgeAll(regressionEnsembles.claims, result, "paper");

const { smoke } = regressionEnsembles.budgets;
const run = async (settings: Partial<typeof smoke>) => {
  const experiment = {
    ...regressionEnsembles,
    budgets: { ...regressionEnsembles.budgets, smoke: { ...smoke, hidden: [20], ...settings } },
  };
  const { result } = await runExperiment({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }, realDependencies());
  return { ...result, values: result.values as RegressionEnsemblesResult };
};

describe("a run", () => {
  test("trains each network on its own, with a row every twenty epochs, and judges nothing at this budget", async () => {
    const { values, claims } = await run({ networks: 3, epochs: 40 });
    expect(values.ensembles.map(({ dropout }) => dropout)).toEqual([0, 0.5, 0.75]);
    for (const { functions, traces } of values.ensembles) {
      expect(new Set(functions.map((f) => f[100])).size).toBe(3);
      for (const trace of traces) expect(trace.map(({ epoch }) => epoch)).toEqual([1, 20, 40]);
    }
    const [plain] = values.ensembles;
    for (const trace of plain.traces) expect(trace[2].mse).toBeLessThan(trace[0].mse);
    expect(new Set(claims.map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
    const [figures, tables] = [regressionEnsembles.figures(values), regressionEnsembles.tables(values)];
    expect(figures.map(({ published }) => published)).toEqual(["Figure 1", "Figure 7", undefined]);
    expect(tables[0].rows).toHaveLength(3);
  });

  test("networks of an ensemble share all random numbers but those of their initial weights", () => {
    const shared = key(1);
    const [first, second] = [key(2), key(3)].map((own) => sharingSteps(own, shared));
    for (const label of ["shuffle", "step"]) expect(first.child(label).words).toEqual(second.child(label).words);
    expect(first.child("initial").words).toEqual(key(2).child("initial").words);
    expect(first.child("initial").words).not.toEqual(second.child("initial").words);
    // an artifact is named by the words
    expect(first.words).not.toEqual(second.words);
  });

  test("the traced error is the mean squared one of the last minibatch", async () => {
    // One minibatch of 51 points on the grid of the functions, and a rate that moves nothing: the loss is the initial network's.
    const { values } = await run({ networks: 2, dropouts: [0], epochs: 1, points: 51, batchSize: 51, learningRate: 1e-30 });
    const { train } = regressionSets(key(0), { points: 51, testPoints: 1 });
    values.ensembles[0].functions.forEach((f, network) => {
      const squares = Array.from(train.points.x, (at, i) => (f[values.x.indexOf(Math.round(100 * at) / 100)] - train.points.y[i]) ** 2);
      const error = squares.reduce((a, b) => a + b) / squares.length;
      // the functions are kept to five digits
      expect(values.ensembles[0].traces[network][0].mse / error).toBeCloseTo(1, 3);
    });
  });
});

describe("statistics", () => {
  test("quantiles are linear between neighbours, as numpy's", () => {
    const functions = [
      [4, 0],
      [1, 0],
      [8, 0],
      [2, 0],
    ];
    expect(ensembleBands([0, 1], functions).q25).toEqual([1.75, 0]);
    expect(ensembleStdDev([0, 1], functions)[0]).toBeCloseTo(Math.sqrt(28.75 / 3), 12);
  });
});

describe("verdicts", () => {
  test("the recorded numbers reproduce themselves", () => {
    const claims = judged(asRecorded());
    expect(claims).toHaveLength(3 * 4 + 2 + 4);
    expect(claims.filter(({ verdict }) => verdict !== "reproduced").map(({ id }) => id)).toEqual([]);
    // by hand: of -0.2, -0.1, 0.6, 0.8, 1, 1.2, 1.4 only -0.1 has its true value (-0.56) inside [-0.5643, -0.3869]
    expect(claims.find(({ id }) => id === "overconfident")?.published).toBe(1);
  });

  test("dropout without plain's place fails, few epochs are not tested", () => {
    const result = asRecorded();
    const [plain, dropped, last] = result.ensembles;
    const exchanged = { ...result, ensembles: [{ ...dropped, dropout: 0 }, { ...plain, dropout: 0.5 }, last] };
    const failed = judged(exchanged).filter(({ verdict }) => verdict === "not reproduced");
    expect(failed.map(({ id }) => id)).toEqual(expect.arrayContaining(["rmse-plain", "mean-plain", "dropout-more"]));
    const other = { ...result, ensembles: result.ensembles.map((ensemble) => ({ ...ensemble, asPublished: false })) };
    expect(new Set(judged(other).map(({ verdict }) => verdict))).toEqual(new Set(["not tested at this budget"]));
  });
});

/** Normal scores of 25 networks: mean 0, standard deviation 1. */
const scores = (() => {
  const raw = Array.from({ length: 25 }, (_, i) => Math.tan((Math.PI * (i - 12)) / 40));
  const spread = Math.sqrt(raw.reduce((sum, value) => sum + value * value, 0) / 24);
  return raw.map((value) => value / spread);
})();

/** What 25 networks around the recorded means, as wide as recorded, would have given. */
function asRecorded(): RegressionEnsemblesResult {
  const { x } = recordedBands("ensemble-0")!;
  const ensembles = [0, 0.5, 0.75].map((dropout) => {
    const { mean, q25, q75 } = (recordedBands(`ensemble-${dropout}`) ?? recordedBands("ensemble-0.5"))!;
    const at = (measure: "rmse" | "mse", score: number) =>
      published.number(measure, dropout, "mean") + score * published.number(measure, dropout, "stdDev");
    return {
      ...{ dropout, label: `networks with dropout ${dropout}`, epochs: 1000, asPublished: true },
      functions: scores.map((score) => mean.map((centre, i) => centre + (score * (q75[i] - q25[i])) / 1.349)),
      traces: scores.map((score) => [{ epoch: 1000, rmse: at("rmse", score), mse: at("mse", score) }]),
    };
  });
  return { x: [...x], ensembles, points: { x: [0], y: [0] } };
}
