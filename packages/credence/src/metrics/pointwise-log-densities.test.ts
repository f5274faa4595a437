import { key, randomNormal, slice, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normalPredictive } from "../predictive/index.ts";
import { combinedLogDensities, lppd, meanLogDensity, pointwiseLogDensities } from "./index.ts";

const [draws, batch] = [12, 5];
const means = randomNormal(key(1), [draws, batch, 1], { stdDev: 2 });
const y = randomNormal(key(2), [batch, 1]);
const part = (from: number, count: number) => normalPredictive({ means: slice(means, [from, 0, 0], [count, batch, 1]), stdDev: 0.5 });
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("of parts one after the other they are those of all draws: their means are the lppd and the mean log density", async () => {
  const all = part(0, draws);
  const { meanLog, logMean } = await pointwiseLogDensities([part(0, 5), part(5, 5), part(10, 2)], y);
  expect(average(logMean)).toBeCloseTo(await lppd(all, y), 12);
  expect(average(meanLog)).toBeCloseTo(await meanLogDensity(all, y), 12);
});

test("parts of equally many draws combine to those of all", async () => {
  const parts = await Promise.all([0, 4, 8].map((from) => pointwiseLogDensities([part(from, 4)], y)));
  const { meanLog, logMean } = combinedLogDensities(parts);
  const whole = await pointwiseLogDensities([part(0, draws)], y);
  for (const i of whole.logMean.keys()) {
    expect(logMean[i]).toBeCloseTo(whole.logMean[i]!, 12);
    expect(meanLog[i]).toBeCloseTo(whole.meanLog[i]!, 12);
  }
});

test("densities far below float64's smallest keep their logarithms", async () => {
  const far = normalPredictive({ means: tensor([[[0]], [[1]]]), stdDev: 0.01 });
  const { logMean } = await pointwiseLogDensities([far], tensor([[-1]]));
  // the nearer draw alone counts: -0.5 100^2 - log 0.01 - 0.5 log 2 pi - log 2
  expect(logMean[0]).toBeCloseTo(-5000 - Math.log(0.01) - 0.5 * Math.log(2 * Math.PI) - Math.log(2), 6);
});

test("a draw that is no number leaves no number, as in the lppd", async () => {
  const broken = normalPredictive({ means: tensor([[[0]], [[Number.NaN]], [[0]]]), stdDev: 1 });
  const { meanLog, logMean } = await pointwiseLogDensities([broken], tensor([[0]]));
  expect([meanLog[0], logMean[0]]).toEqual([Number.NaN, Number.NaN]);
});

test("none is refused", async () => {
  await expect(pointwiseLogDensities([], y)).rejects.toThrow("pointwiseLogDensities: no predictive");
  expect(() => combinedLogDensities([])).toThrow("combinedLogDensities: no part");
});
