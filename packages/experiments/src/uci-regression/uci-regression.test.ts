import { judgeAll, type SplitTable } from "@credence/lab";
import { realDependencies, runExperiment } from "@credence/lab/testing";
import { key, normals, tensor } from "@credence/tensor";
import { priorOf } from "credence";
import { expect, test } from "vitest";
import { modelOf, published } from "./mc-dropout.ts";
import { byQuarter, type Scores } from "./scores.ts";
import { covered, pitOf } from "./summaries.ts";
import { type UciRegressionResult, uciRegression } from "./uci-regression.ts";

/** A line with noise that grows with x1, in units far from 1; two splits of 20 test rows. */
function noisyLine(name: string): SplitTable {
  const rows = 100;
  const [first, noise] = [normals(key(1), rows), normals(key(2), rows)];
  const every = (from: number) => Int32Array.from({ length: 20 }, (_, i) => 5 * i + from);
  return {
    ...{ name, rows, features: ["x1", "x2"], test: [every(0), every(1)], sha256: { data: "d", splits: "s" } },
    x: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? 100 + 10 * first[i >> 1] : 7)),
    y: Float64Array.from(first, (x, i) => 1000 + 50 * x + 10 * Math.exp(x / 2) * noise[i]),
  };
}

const request = (options: Record<string, string>) =>
  ({ experiment: uciRegression, budget: "smoke", seed: 0, options, command: "" }) as const;
const load = (async ({ name }: { name: string }) => noisyLine(name.slice(name.indexOf("/") + 1))) as never;

test("the loss is the squared error, with the published decay of weights alone", async () => {
  const choice = { rate: 0.05, precision: 0.25 };
  const { likelihood, prior, network } = modelOf(3, choice);
  const loss = await likelihood.negativeLogProb(tensor([[0], [2]]), tensor([[0], [-1]])).read();
  expect(loss[1] - loss[0]).toBeCloseTo(9, 5);
  const decay = (0.95 * 0.01 ** 2) / (2 * 80 * 0.25);
  for (const role of ["weight", "bias"] as const) {
    const density = priorOf(prior, { ...network.weights.find((one) => one.role === role)! });
    const [none, some] = await density.logProb(tensor([0, 1000])).read();
    // per datum of 80, as the mean squared error is; float32 has the difference to some 1e-5 of it
    expect((none - some) / 80 / 1000 ** 2 / decay).toBeCloseTo(role === "weight" ? 1 : 0, 3);
  }
});

test("quarters are of the rows in the order of their value", () => {
  const values = [5, 1, 4, 2, 3, 6];
  expect(byQuarter(values, [true, false, true, true, false, true])).toEqual([
    { inside: 1, rows: 2 },
    { inside: 0, rows: 1 },
    { inside: 2, rows: 2 },
    { inside: 1, rows: 1 },
  ]);
});

test("a set of one's own is searched, scored in its own units, and drawn", async () => {
  const { result } = await runExperiment(request({ sets: "own-set", splits: "2" }), realDependencies({ load }));
  const { sets } = result.values as UciRegressionResult;
  expect(sets.map(({ name, rows, features, sha256, splits }) => [name, rows, features, sha256.data, splits.length])).toEqual([
    ["own-set", 100, 2, "d", 2],
  ]);
  for (const { dropout, fit } of sets[0].splits) {
    expect(dropout.precision).toBeGreaterThan(1 / 2 / 60 ** 2);
    for (const { rmse, crps, intervalScore, logDensity, pit, quarters } of [dropout, fit] as Scores[]) {
      // the noise has a standard deviation of some 12, the targets one of some 52
      expect(rmse).toBeGreaterThan(5);
      expect(rmse).toBeLessThan(50);
      expect(crps).toBeLessThan(rmse);
      expect(intervalScore).toBeGreaterThan(crps);
      expect(logDensity).toBeLessThan(-3);
      expect(pit.reduce((sum, rows) => sum + rows, 0)).toBe(20);
      expect(quarters.map(({ rows }) => rows)).toEqual([5, 5, 5, 5]);
    }
  }
  const { x, density } = pitOf(sets[0], "fit");
  expect(density.reduce((sum, one) => sum + one, 0) / x.length).toBeCloseTo(1, 10);
  expect(covered(sets[0], "dropout").quarters.reduce((sum, one) => sum + one, 0) / 4).toBeCloseTo(covered(sets[0], "dropout").whole, 10);
  expect(result.claims.map(({ id, verdict }) => [id, verdict])).toEqual(
    ["fit-ahead", "fit-coverage", "fit-coverage-quarters"].map((id) => [id, "not tested at this budget"]),
  );
  const figures = uciRegression.figures(result.values as UciRegressionResult);
  expect(figures.map(({ name }) => name)).toEqual(["pit"]);
});

/** A result whose splits have these means of MC dropout. */
const resultOf = (means: (set: string, of: "rmse" | "logDensity") => number, spread: number): UciRegressionResult => ({
  sets: published.names("rmse").map((name) => ({
    ...{ name, rows: 100, features: 2, sha256: { data: "", splits: "" } },
    splits: [-1, 0, 1].map((side, split) => {
      const scores: Scores = {
        ...{ rmse: means(name, "rmse") + side * spread, logDensity: means(name, "logDensity") + side * spread, crps: 1, intervalScore: 1 },
        ...{ quarters: [18, 18, 17, 19].map((inside) => ({ inside, rows: 20 })), pit: [40, 40] },
      };
      return { split, dropout: { ...scores, rate: 0.01, precision: 1 }, fit: { ...scores, logDensity: scores.logDensity + 0.1 } };
    }),
  })),
});
const verdicts = (result: UciRegressionResult) => judgeAll(uciRegression.claims, result, "default").map(({ verdict }) => verdict);

test("the published numbers reproduce themselves, and numbers beyond two standard errors of so many splits do not", () => {
  const same = verdicts(resultOf((set, of) => published.number(of, set), 0.01));
  expect(same).toEqual(Array(13).fill("reproduced"));
  // a mean over 3 of the 20 splits has sqrt(20 / 3) = 2.582 times the published standard error
  const off = (errors: number) =>
    verdicts(resultOf((set, of) => published.number(of, set) - errors * published.number(`${of} error`, set), 0.01)).slice(0, 10);
  expect(off(5.16)).toEqual(Array(10).fill("reproduced"));
  expect(off(5.17)).toEqual(Array(10).fill("not reproduced"));
  expect(off(-5.17)).toEqual(Array(10).fill("not reproduced"));
});

test("figures of the published sets tell their differences", () => {
  const figures = uciRegression.figures(resultOf((set, of) => published.number(of, set) * 1.1, 0.01));
  expect(figures.map(({ name }) => name)).toEqual(["dropout-rmse", "dropout-log-density", "fit-log-density", "pit"]);
  expect(figures[0].finding).toContain("10.0");
});

test.each([
  [{ sets: "yacht,yacht" }, '--option sets: "yacht", expected names of folders below uci/ by commas, each once'],
  [{ sets: "../mnist" }, '--option sets: "../mnist", expected names'],
  [{ sets: "" }, '--option sets: "", expected names'],
  [{ splits: "0" }, '--option splits: "0", expected a whole number from 1'],
  [{ splits: "two" }, '--option splits: "two", expected a whole number from 1'],
])("options %j are refused in one line", (options, message) => {
  const given = { budget: "default", settings: uciRegression.budgets.default, options } as never;
  expect(() => uciRegression.checkOptions!(given)).toThrow(
    expect.objectContaining({ name: "BadInput", message: expect.stringContaining(message) }),
  );
});
