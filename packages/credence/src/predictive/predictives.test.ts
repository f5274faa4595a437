import { integers, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { accuracy } from "../metrics/accuracy.ts";
import { brier } from "../metrics/brier.ts";
import { lppd, meanLogDensity } from "../metrics/lppd.ts";
import { rmse } from "../metrics/rmse.ts";
import {
  bernoulliPredictive,
  categoricalPredictive,
  classProbabilities,
  expectBernoulli,
  expectCategorical,
  expectContinuous,
  expectNormal,
  expectNumeric,
  expectStudentT,
  normalPredictive,
  predictiveMean,
  predictiveMedian,
  predictiveOf,
  predictiveQuantiles,
  predictiveStdDev,
  studentTPredictive,
  uncertainty,
} from "./index.ts";
import { studentTCdf } from "./student-t-cdf.ts";

const locations = [-1, 0.5, 4];
const scales = [0.3, 1, 0.2];
const means = tensor(locations, [3, 1, 1]);
const read = async (x: { read(): Promise<ArrayLike<number>> }) => Array.from(await x.read());

describe("Student's t distribution function", () => {
  // scipy.stats.t.cdf(z, v)
  test.each([
    [-300, 0.5, 0.018515664018786508],
    [-3, 1, 0.10241638234956672],
    [-0.01, 2.5, 0.49638199717895415],
    [0.7, 4, 0.7387499172032749],
    [12, 3, 0.9993774920996054],
    [-1e4, 3, 1.102657751147905e-12],
    [-8, 30, 3.1329112378503795e-9],
    [2, 1e4, 0.9772363696692823],
    [1e-6, 5, 0.5000003796066899],
    [0, 3, 0.5],
    [Number.NEGATIVE_INFINITY, 3, 0],
  ])("at %d with %d degrees of freedom", (z, degreesOfFreedom, expected) => {
    expect(Math.abs(studentTCdf(z, degreesOfFreedom) - expected)).toBeLessThanOrEqual(1e-11 * expected);
    expect(studentTCdf(-z, degreesOfFreedom)).toBeCloseTo(1 - expected, 12);
  });
});

describe("quantiles of draws with noise", () => {
  // scipy.optimize.brentq on the mean of scipy.stats distribution functions
  test.each([
    [0.001, -2.249487226046439, -8.651329536260015, -158.01516496127178],
    [0.3, -0.7529500825895513, -0.7704255954224438, -0.5698357057140235],
    [0.5, 0.5000007185200092, 0.5294112239611142, 0.5812235536701132],
    [0.9, 4.104969901938908, 4.1372636428330685, 4.558501151674484],
    [0.999, 4.550117962420413, 9.680045458035535, 160.3488212875288],
  ])("at %d: Gaussians and t of scales of their own, Cauchy of one scale", async (probability, gaussian, t, cauchy) => {
    // out of order, so that each location must keep its scale
    const shuffled = { means: tensor([4, -1, 0.5], [3, 1, 1]), scale: tensor([0.2, 0.3, 1], [3, 1, 1]) };
    const [ofNormal] = await predictiveQuantiles(normalPredictive({ means: shuffled.means, stdDev: shuffled.scale }), [probability]);
    const [ofT] = await predictiveQuantiles(studentTPredictive({ ...shuffled, degreesOfFreedom: 2.5 }), [probability]);
    const [ofCauchy] = await predictiveQuantiles(studentTPredictive({ means, scale: 0.5, degreesOfFreedom: 1 }), [probability]);
    // float32 scales
    expect(ofNormal![0]).toBeCloseTo(gaussian, 5);
    expect(ofT![0]).toBeCloseTo(t, 5);
    expect(ofCauchy![0]! / cauchy).toBeCloseTo(1, 8);
  });

  test("one scale as an array is that number, bit for bit", async () => {
    const asNumber = normalPredictive({ means, stdDev: 0.5 });
    for (const shape of [[], [1, 1, 1]])
      expect(await predictiveQuantiles(normalPredictive({ means, stdDev: tensor([0.5], shape) }), [0.1, 0.9])).toEqual(
        await predictiveQuantiles(asNumber, [0.1, 0.9]),
      );
  });

  test("without the noise the scales do not matter", async () => {
    const wide = studentTPredictive({ means, scale: 100, degreesOfFreedom: 3 });
    expect((await predictiveMedian(wide, { noise: "excluded" }))[0]).toBe(0.5);
  });
});

describe("standard deviations, by the law of total variance", () => {
  const mean = locations.reduce((sum, m) => sum + m, 0) / 3;
  const between = locations.reduce((sum, m) => sum + (m - mean) ** 2, 0) / 3;
  const within = scales.reduce((sum, s) => sum + s * s, 0) / 3;

  test("with scales of the draws' own, of the data's own, and of every place's own", async () => {
    const perDraw = normalPredictive({ means, stdDev: tensor(scales, [3, 1, 1]) });
    expect((await read(predictiveStdDev(perDraw)))[0]).toBeCloseTo(Math.sqrt(between + within), 5);
    expect((await read(predictiveStdDev(perDraw, { noise: "excluded" })))[0]).toBeCloseTo(Math.sqrt(between), 5);
    const two = tensor([-1, 0, 0.5, 0, 4, 0], [3, 2, 1]);
    const everywhere = normalPredictive({ means: two, stdDev: tensor([0.3, 1, 1, 2, 0.2, 3], [3, 2, 1]) });
    expect(predictiveStdDev(everywhere).shape).toEqual([2, 1]);
    const [first, second] = await read(predictiveStdDev(everywhere));
    expect(first).toBeCloseTo(Math.sqrt(between + within), 5);
    expect(second).toBeCloseTo(Math.sqrt(14 / 3), 5);
    expect((await read(predictiveStdDev(normalPredictive({ means, stdDev: tensor([0.5], []) }))))[0]).toBeCloseTo(
      Math.sqrt(between + 0.25),
      5,
    );
  });

  test("a t's variance is scale^2 v / (v - 2), and Infinity where it has none", async () => {
    const of = async (degreesOfFreedom: number, scale: number | ReturnType<typeof tensor>) =>
      (await read(predictiveStdDev(studentTPredictive({ means, scale, degreesOfFreedom }))))[0];
    expect(await of(6, 0.5)).toBeCloseTo(Math.sqrt(between + (0.25 * 6) / 4), 5);
    expect(await of(6, tensor(scales, [3, 1, 1]))).toBeCloseTo(Math.sqrt(between + within * 1.5), 5);
    expect(await of(2, 0.5)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("log densities", () => {
  const normalDensity = (y: number, m: number, s: number) => Math.exp(-0.5 * ((y - m) / s) ** 2) / (s * Math.sqrt(2 * Math.PI));

  test("under scales of the draws' own", async () => {
    const densities = locations.map((m, i) => normalDensity(0.2, m, Math.fround(scales[i]!)));
    const predictive = normalPredictive({ means, stdDev: tensor(scales, [3, 1, 1]) });
    expect(await lppd(predictive, tensor([[0.2]]))).toBeCloseTo(Math.log(densities.reduce((sum, p) => sum + p, 0) / 3), 6);
  });

  test("a t of many degrees of freedom is nearly Gaussian, in the targets' own units too", async () => {
    const y = tensor([[0.2]]);
    const [t, gaussian] = [studentTPredictive({ means, scale: 0.5, degreesOfFreedom: 1e7 }), normalPredictive({ means, stdDev: 0.5 })];
    for (const scale of [1, 20]) {
      const options = { targetScaling: { scale, shift: 0.3 } };
      expect(await lppd(t, y, options)).toBeCloseTo(await lppd(gaussian, y, options), 5);
    }
  });

  test("coins: log probabilities from the logits, far out too", async () => {
    const coin = bernoulliPredictive({ logits: tensor([[[20, 0]], [[20, 0]]]) });
    expect(await meanLogDensity(coin, tensor([[0, 1]]))).toBeCloseTo(-20 - Math.LN2, 5);
    await expect(lppd(coin, tensor([[0, 0.5]]))).rejects.toThrow("lppd: target 1 is 0.5, expected 0 or 1");
    await expect(lppd(coin, integers([0]))).rejects.toThrow("lppd: y is int32 [1], expected float32 [1, 2]");
  });
});

describe("a coin is two classes", () => {
  const logits = tensor([
    [[-1], [3]],
    [[0.5], [2]],
  ]);
  const coin = bernoulliPredictive({ logits });
  const classes = categoricalPredictive({
    logits: tensor([
      [
        [0, -1],
        [0, 3],
      ],
      [
        [0, 0.5],
        [0, 2],
      ],
    ]),
  });

  test("to measures of uncertainty and to metrics", async () => {
    const labels = integers([0, 1]);
    for (const [name, measure] of Object.entries(uncertainty)) {
      const expected = await read(measure(classes));
      for (const [i, value] of (await read(measure(coin))).entries()) expect(value, name).toBeCloseTo(expected[i]!, 5);
    }
    expect(await accuracy(coin, labels)).toBe(1);
    expect(await brier(coin, labels)).toBeCloseTo(await brier(classes, labels), 6);
    expect(await lppd(coin, labels)).toBeCloseTo(await lppd(classes, labels), 6);
    expect(await lppd(coin, tensor([[0], [1]]))).toBe(await lppd(coin, labels));
  });

  test("and a number: its mean is the probability, its variance p (1 - p)", async () => {
    const sigmoid = (f: number) => 1 / (1 + Math.exp(-f));
    const p = (sigmoid(-1) + sigmoid(0.5)) / 2;
    expect((await read(predictiveMean(coin)))[0]).toBeCloseTo(p, 6);
    expect((await read(predictiveStdDev(coin)))[0]).toBeCloseTo(Math.sqrt(p * (1 - p)), 6);
    expect((await read(predictiveStdDev(coin, { noise: "excluded" })))[0]).toBeCloseTo((sigmoid(0.5) - sigmoid(-1)) / 2, 6);
    expect(await rmse(coin, tensor([[0], [1]]))).toBeLessThan(0.5);
  });

  test("but several coins are not one class of several", () => {
    const several = bernoulliPredictive({ logits: tensor([[[1, 2]]]) });
    expect(() => classProbabilities("entropy", several)).toThrow("entropy: the Bernoulli predictive has 2 outputs, expected 1");
  });
});

test("each kind is narrowed by name, and gives its arrays back", async () => {
  const all = {
    categorical: predictiveOf([[[0.5, 0.5]]]),
    bernoulli: bernoulliPredictive({ logits: tensor([[[1]]]) }),
    normal: normalPredictive({ means: tensor([[[1]]]), stdDev: tensor([[[1]]]) }),
    studentT: studentTPredictive({ means: tensor([[[1]]]), scale: 1, degreesOfFreedom: 3 }),
  };
  const narrow = { categorical: expectCategorical, bernoulli: expectBernoulli, normal: expectNormal, studentT: expectStudentT };
  for (const [kind, expectIt] of Object.entries(narrow))
    for (const [own, predictive] of Object.entries(all))
      if (own === kind) expect(expectIt("test", predictive)).toBe(predictive);
      else expect(() => expectIt("test", predictive)).toThrow(`test: the predictive is of kind "${own}", expected "${kind}"`);
  expect(() => expectNumeric("test", all.categorical)).toThrow('test: the predictive is of kind "categorical", expected one of numbers');
  expect(() => expectContinuous("test", all.bernoulli)).toThrow('test: the predictive is of kind "bernoulli", expected one of real values');
  for (const predictive of Object.values(all)) predictive.dispose();
  await expect(all.categorical.probabilities.read()).rejects.toThrow("was disposed");
  await expect(all.bernoulli.logits.read()).rejects.toThrow("was disposed");
  await expect(all.normal.means.read()).rejects.toThrow("was disposed");
});

test("settings out of range are named", () => {
  expect(() => studentTPredictive({ means, scale: 0, degreesOfFreedom: 3 })).toThrow("studentTPredictive: scale is 0, expected above 0");
  expect(() => studentTPredictive({ means, scale: 1, degreesOfFreedom: -3 })).toThrow("degreesOfFreedom is -3, expected above 0");
  expect(() => bernoulliPredictive({ logits: tensor([[1]]) })).toThrow(
    "bernoulliPredictive: values are [1, 1], expected [draws, batch, outputs]",
  );
});
