import { integers, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalPredictive, predictiveInterval } from "../predictive/index.ts";
import { intervalCoverage, lppd, meanIntervalWidth, meanLogDensity, rmse } from "./index.ts";

const density = (y: number, m: number, s: number) => Math.exp(-((y - m) ** 2) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));
const means = [
  [
    [0, 1],
    [2, -1],
  ],
  [
    [1, 1],
    [2, 0],
  ],
  [
    [-1, 2],
    [3, 0.5],
  ],
];
const targets = [
  [0.5, 1.5],
  [2, 0],
];
const predictive = () => normalPredictive({ means: tensor(means), stdDev: 0.5 });

describe("log densities", () => {
  const joint = targets.map((row, b) => means.map((draw) => row.reduce((product, y, o) => product * density(y, draw[b]![o]!, 0.5), 1)));
  const average = (values: readonly number[]) => values.reduce((a, v) => a + v, 0) / values.length;

  test("lppd is the log of the mean density of each point", async () => {
    expect(await lppd(predictive(), tensor(targets))).toBeCloseTo(average(joint.map((row) => Math.log(average(row)))), 6);
  });

  test("the mean of the log density is another, smaller quantity", async () => {
    const got = await meanLogDensity(predictive(), tensor(targets));
    expect(got).toBeCloseTo(average(joint.map((row) => average(row.map(Math.log)))), 6);
    expect(got).toBeLessThan(await lppd(predictive(), tensor(targets)));
  });

  test("with one draw both are the same, and one output may come without its axis", async () => {
    const one = normalPredictive({ means: tensor([[[0], [1]]]), stdDev: 1 });
    const expected = 0.5 * (Math.log(density(1, 0, 1)) + Math.log(density(1, 1, 1)));
    expect(await lppd(one, tensor([1, 1]))).toBeCloseTo(expected, 6);
    expect(await meanLogDensity(one, tensor([[1], [1]]))).toBeCloseTo(expected, 6);
  });

  test("is not a moment match: two far draws", async () => {
    const far = normalPredictive({ means: tensor([[[-10]], [[10]]]), stdDev: 0.1 });
    expect(await lppd(far, tensor([[10]]))).toBeCloseTo(Math.log(0.5 * density(10, 10, 0.1)), 6);
    // where every density underflows to 0 in float64
    expect(await lppd(far, tensor([[1000]]))).toBeCloseTo(Math.log(0.5) - 0.5 * 9900 ** 2 - Math.log(0.1 * Math.sqrt(2 * Math.PI)), 0);
  });

  test("what does not fit is named", async () => {
    await expect(lppd(predictive(), tensor([[1], [2]]))).rejects.toThrow("lppd: y is float32 [2, 1], expected float32 [2, 2]");
    await expect(lppd(predictive(), integers([1, 2]))).rejects.toThrow("lppd: y is int32 [2], expected float32 [2, 2]");
    await expect(lppd(normalPredictive({ means: tensor(means), stdDev: 0 }), tensor(targets))).rejects.toThrow(
      "stdDev is 0, expected above 0 for a density",
    );
  });
});

test("RMSE of the mean prediction, not the mean of the draws' RMSE", async () => {
  const expected = Math.sqrt((0.5 ** 2 + (4 / 3 - 1.5) ** 2 + (7 / 3 - 2) ** 2 + (-0.5 / 3) ** 2) / 4);
  expect(await rmse(predictive(), tensor(targets))).toBeCloseTo(expected, 6);
  expect(await rmse(tensor([[1], [2]]), tensor([1, 4]))).toBeCloseTo(Math.SQRT2, 6);
  await expect(rmse(tensor([[1], [2]]), tensor([[1, 4]]))).rejects.toThrow("rmse: y is float32 [1, 2], expected float32 [2, 1]");
});

describe("interval coverage", () => {
  test("counts targets between the ends, ends included", async () => {
    const interval = { lower: Float64Array.of(0, 0, 0, 0), upper: Float64Array.of(1, 1, 1, 2) };
    expect(await intervalCoverage(interval, tensor([0, 1, 1.5, 1.5]))).toBe(0.75);
    expect(meanIntervalWidth(interval)).toBe(1.25);
    await expect(intervalCoverage(interval, tensor([1]))).rejects.toThrow(
      "intervalCoverage: y is float32 [1], expected float32 with 4 values",
    );
  });

  test("90 % of a Gaussian's own quantiles lie in its 90 % interval", async () => {
    const count = 1000;
    // the quantiles (i + 1/2) / count stand for a sample without its randomness
    const quantile = async (p: number) =>
      (await predictiveInterval(one, { coverage: Math.abs(2 * p - 1) }))[p < 0.5 ? "lower" : "upper"][0]!;
    const one = normalPredictive({ means: tensor([[[0]]]), stdDev: 1 });
    const y = await Promise.all(Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count)));
    const { lower, upper } = await predictiveInterval(one, { coverage: 0.9 });
    const all = { lower: new Float64Array(count).fill(lower[0]!), upper: new Float64Array(count).fill(upper[0]!) };
    expect(await intervalCoverage(all, tensor(y))).toBe(0.9);
  });
});
