import { integers, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import * as metrics from "../metrics/index.ts";
import { bernoulliPredictive } from "./bernoulli-predictive.ts";
import { predictiveOf } from "./categorical-predictive.ts";
import { predictiveInterval, predictiveMean, predictiveMedian, predictiveQuantiles, predictiveStdDev } from "./intervals.ts";
import { normalPredictive } from "./normal-predictive.ts";
import type { Logits } from "./quantities.ts";
import { studentTPredictive } from "./student-t-predictive.ts";
import { scaleTargets, standardization } from "./target-scaling.ts";

// fitted to (own - shift) / scale; numbers that float32 holds exactly
const shift = [3, -250];
const scale = [0.5, 16];
const targetScaling = { shift, scale };
const means = [
  [
    [0.25, 1],
    [-2, 0.5],
    [1, 1],
  ],
  [
    [1.25, -1],
    [-1.5, 0],
    [2, 1.5],
  ],
];
const y = [
  [3.125, -240],
  [2.25, -262],
  [4, -234],
];
const stdDevs = [0.5, 0.25];
const own = means.map((draw) => draw.map((row) => row.map((value, output) => shift[output]! + scale[output]! * value)));
const ownStdDevs = stdDevs.map((stdDev, output) => stdDev * scale[output]!);
const numbers = async (values: Tensor) => [...(await values.read())];

const pairs = {
  normal: [
    normalPredictive({ means: tensor(means), stdDev: tensor(stdDevs) }),
    normalPredictive({ means: tensor(own), stdDev: tensor(ownStdDevs) }),
  ],
  studentT: [
    studentTPredictive({ means: tensor(means), scale: tensor(stdDevs), degreesOfFreedom: 4 }),
    studentTPredictive({ means: tensor(own), scale: tensor(ownStdDevs), degreesOfFreedom: 4 }),
  ],
} as const;

describe.each(Object.entries(pairs))(
  "of a regression on scaled targets, %s, each measure is that of the predictive in own units",
  (_, [fitted, raw]) => {
    const closeTo = (found: ArrayLike<number>, expected: ArrayLike<number>) => {
      expect(found.length).toBe(expected.length);
      // float32 means and scales
      for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(expected[i]!)));
    };

    test("log densities and RMSE", async () => {
      for (const measure of [metrics.lppd, metrics.meanLogDensity, metrics.rmse])
        expect(await measure(fitted, tensor(y), { targetScaling }), measure.name).toBeCloseTo(await measure(raw, tensor(y)), 6);
    });

    test("mean, standard deviation, quantiles, median, interval", async () => {
      closeTo(await numbers(predictiveMean(fitted, { targetScaling })), await numbers(predictiveMean(raw)));
      for (const noise of ["included", "excluded"] as const) {
        const options = { noise, targetScaling };
        closeTo(await numbers(predictiveStdDev(fitted, options)), await numbers(predictiveStdDev(raw, { noise })));
        const [found, expected] = [
          await predictiveQuantiles(fitted, [0.1, 0.6], options),
          await predictiveQuantiles(raw, [0.1, 0.6], { noise }),
        ];
        for (const [i, quantiles] of found.entries()) closeTo(quantiles, expected[i]!);
        closeTo(await predictiveMedian(fitted, options), await predictiveMedian(raw, { noise }));
        const interval = await predictiveInterval(fitted, { coverage: 0.9, ...options });
        const ownInterval = await predictiveInterval(raw, { coverage: 0.9, noise });
        closeTo(interval.lower, ownInterval.lower);
        closeTo(interval.upper, ownInterval.upper);
        expect(await metrics.intervalCoverage(interval, tensor(y))).toBe(await metrics.intervalCoverage(ownInterval, tensor(y)));
      }
    });
  },
);

test("the density has the Jacobian once for each output: lppd of one draw by hand", async () => {
  const log = (z: number, stdDev: number) => -0.5 * (z / stdDev) ** 2 - Math.log(stdDev) - 0.5 * Math.log(2 * Math.PI);
  // y = 5 is fitted as (5 - 3) / 4 = 0.5, y = 1 as (1 - 3) / 4 = -0.5
  const predictive = normalPredictive({ means: tensor([[[0.25, -0.25]]]), stdDev: 0.5 });
  const expected = log(0.25, 0.5) + log(-0.25, 0.5) - 2 * Math.log(4);
  expect(await metrics.lppd(predictive, tensor([[5, 1]]), { targetScaling: { shift: 3, scale: 4 } })).toBeCloseTo(expected, 6);
});

test("rmse of means in fitted units", async () => {
  expect(await metrics.rmse(tensor([[0], [1]]), tensor([10, 10]), { targetScaling: { shift: 10, scale: 3 } })).toBeCloseTo(
    3 / Math.SQRT2,
    6,
  );
});

test("a shift far from 0 costs no digits: targets near 2^20 with a standard deviation of 1/8", async () => {
  const far = { shift: 2 ** 20, scale: 0.125 };
  const predictive = normalPredictive({ means: tensor([[[0.1]]]), stdDev: 1 });
  const z = 1 - Math.fround(0.1);
  const expected = -0.5 * z ** 2 - 0.5 * Math.log(2 * Math.PI) - Math.log(0.125);
  expect(await metrics.lppd(predictive, tensor([[2 ** 20 + 0.125]]), { targetScaling: far })).toBeCloseTo(expected, 6);
  expect(await metrics.rmse(predictive, tensor([[2 ** 20 + 0.125]]), { targetScaling: far })).toBeCloseTo(0.125 * z, 7);
});

describe("standardization", () => {
  test("is the mean and the standard deviation of each output, and scaled targets have 0 and 1", async () => {
    const targets = tensor([
      [1, 1e6],
      [3, 1e6 + 1],
      [5, 1e6 + 2],
    ]);
    const found = await standardization(targets);
    expect(found.shift).toEqual([3, 1e6 + 1]);
    for (const [output, stdDev] of [Math.sqrt(8 / 3), Math.sqrt(2 / 3)].entries()) expect(found.scale[output]).toBeCloseTo(stdDev, 12);
    const scaled = await numbers(await scaleTargets(targets, found));
    const z = Math.fround(Math.sqrt(1.5));
    expect(scaled).toEqual([-z, -z, 0, 0, z, z]);
  });

  test("of one output without its axis; equal targets keep their scale", async () => {
    const found = await standardization(tensor(new Float32Array(1000).fill(0.1)));
    expect(found).toEqual({ shift: [Math.fround(0.1)], scale: [1] });
    expect(new Set(await numbers(await scaleTargets(tensor(new Float32Array(5).fill(0.1)), found)))).toEqual(new Set([0]));
  });

  test("of no targets, of classes, or of a number is refused", async () => {
    await expect(standardization(tensor(new Float32Array(0), [0, 1]))).rejects.toThrow("standardization: the batch is empty");
    await expect(standardization(integers([1]))).rejects.toThrow("standardization: y is int32 [1], expected float32 [1, 1]");
    await expect(standardization(tensor(3))).rejects.toThrow("standardization: y is float32 []");
  });
});

describe("a scaling that does not fit is refused by each measure", () => {
  const [fitted] = pairs.normal;
  test.each([
    [{ scale: 0 }, "targetScaling.scale is 0, expected above 0"],
    [{ scale: [1, -1] }, "targetScaling.scale is -1, expected above 0"],
    [{ scale: Number.POSITIVE_INFINITY }, "targetScaling.scale is Infinity, expected above 0"],
    [{ shift: Number.NaN }, "targetScaling.shift is NaN, expected a finite number"],
    [{ shift: [1, 2, 3] }, "targetScaling.shift has 3 numbers, expected one, or one for each of 2 outputs"],
  ])("%j", async (wrong, message) => {
    const options = { targetScaling: wrong };
    await expect(metrics.lppd(fitted, tensor(y), options)).rejects.toThrow(`lppd: ${message}`);
    await expect(metrics.meanLogDensity(fitted, tensor(y), options)).rejects.toThrow(`meanLogDensity: ${message}`);
    await expect(metrics.rmse(fitted, tensor(y), options)).rejects.toThrow(`rmse: ${message}`);
    await expect(predictiveInterval(fitted, { coverage: 0.9, ...options })).rejects.toThrow(`predictiveQuantiles: ${message}`);
    expect(() => predictiveMean(fitted, options)).toThrow(`predictiveMean: ${message}`);
    expect(() => predictiveStdDev(fitted, options)).toThrow(`predictiveStdDev: ${message}`);
    await expect(scaleTargets(tensor(y), wrong)).rejects.toThrow(`scaleTargets: ${message}`);
  });

  test("by discrete targets, which have no units", async () => {
    const message = "lppd: targetScaling is given, expected none: the targets are discrete";
    await expect(metrics.lppd(predictiveOf([[[0.5, 0.5]]]), integers([0]), { targetScaling })).rejects.toThrow(message);
    await expect(
      metrics.lppd(bernoulliPredictive({ logits: tensor([[[0]]]) as Logits }), integers([0]), { targetScaling }),
    ).rejects.toThrow(message);
  });
});
