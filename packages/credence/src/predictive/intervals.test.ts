import { key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import {
  normalPredictive,
  predictiveInterval,
  predictiveMean,
  predictiveMedian,
  predictiveQuantiles,
  predictiveStdDev,
  studentTPredictive,
} from "./index.ts";
import { normalCdf } from "./normal-cdf.ts";

// two targets: [1, 2, 3, 4, 10] in another order, and a constant
const small = normalPredictive({ means: tensor([[[3, 7]], [[1, 7]], [[10, 7]], [[2, 7]], [[4, 7]]]), stdDev: 0.5 });

describe("the standard normal's distribution function", () => {
  // scipy.special.ndtr
  test.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1, 0.15865525393145707],
    [1.959963984540054, 0.975],
    [-5, 2.866515718791939e-7],
    [-8, 6.220960574271785e-16],
    [-20, 2.7536241186062337e-89],
    [3, 0.9986501019683699],
    [-37.5, 4.605353009581954e-308],
    [40, 1],
  ])("at %d", (z, expected) => {
    expect(Math.abs(normalCdf(z) - expected)).toBeLessThanOrEqual(1e-7 * expected);
    expect(normalCdf(z)).toBeCloseTo(expected, 13);
  });
});

describe("noise excluded: quantiles of the draws", () => {
  // numpy.quantile([1, 2, 3, 4, 10], q)
  test.each([
    [0, 1],
    [0.05, 1.2],
    [0.25, 2],
    [0.5, 3],
    [0.9, 7.6],
    [1, 10],
  ])("at %d", async (probability, expected) => {
    const [quantile] = await predictiveQuantiles(small, [probability], { noise: "excluded" });
    expect(quantile![0]).toBeCloseTo(expected, 12);
    expect(quantile![1]).toBe(7);
  });

  test("mean, median and standard deviation", async () => {
    expect([...(await predictiveMean(small).read())]).toEqual([4, 7]);
    expect([...(await predictiveMedian(small, { noise: "excluded" }))]).toEqual([3, 7]);
    const [spread, none] = await predictiveStdDev(small, { noise: "excluded" }).read();
    expect(spread).toBeCloseTo(Math.sqrt(10), 6);
    expect(none).toBe(0);
  });
});

describe("noise included", () => {
  test("one draw is a Gaussian", async () => {
    const one = normalPredictive({ means: tensor([[[2, -100]]]), stdDev: 0.1 });
    const { lower, upper } = await predictiveInterval(one, { coverage: 0.95 });
    expect(lower[0]).toBeCloseTo(2 - 0.1959963984540054, 8);
    expect(upper[0]).toBeCloseTo(2 + 0.1959963984540054, 8);
    expect(lower[1]).toBeCloseTo(-100 - 0.1959963984540054, 8);
  });

  test.each([0.001, 0.05, 0.31, 0.5, 0.77, 0.999])(
    "the mixture's mass below its quantile is %d, even far between the draws",
    async (probability) => {
      for (const stdDev of [0.01, 0.5, 30]) {
        const predictive = normalPredictive({ means: small.means, stdDev });
        const [quantile] = await predictiveQuantiles(predictive, [probability]);
        const mass = [3, 1, 10, 2, 4].reduce((total, mean) => total + normalCdf((quantile![0]! - mean) / stdDev), 0) / 5;
        expect(mass).toBeCloseTo(probability, 7);
      }
    },
  );

  test.each([
    [[0, 1], 0.05, 0.5],
    [[0, 1], 0.02, 0.5],
    [[2, 0.01, 2.01, 0], 0.02, 1.005],
  ])("half of the draws %j to either side: the median lies in the middle between them", async (means, stdDev, expected) => {
    const parted = normalPredictive({ means: tensor(means, [means.length, 1, 1]), stdDev });
    expect((await predictiveMedian(parted))[0]).toBeCloseTo(expected, 6);
  });

  test("Gaussian draws with Gaussian noise: variances add", async () => {
    const draws = 20_000;
    const predictive = normalPredictive({ means: tensor(normals(key(4), draws), [draws, 1, 1]), stdDev: Math.sqrt(3) });
    const { lower, upper } = await predictiveInterval(predictive, { coverage: 0.9 });
    // standard deviation 2; mean and standard deviation of the draws are off by 1/sqrt(draws) = 0.007, an end by some 0.01
    expect(Math.abs(lower[0]! + 2 * 1.6448536269514722)).toBeLessThan(0.04);
    expect(Math.abs(upper[0]! - 2 * 1.6448536269514722)).toBeLessThan(0.04);
    expect(Math.abs((await predictiveStdDev(predictive).read())[0]! - 2)).toBeLessThan(0.02);
  });

  test("no noise to include: the draws' own quantiles", async () => {
    const exact = normalPredictive({ means: small.means, stdDev: 0 });
    expect(await predictiveQuantiles(exact, [0.25])).toEqual(await predictiveQuantiles(exact, [0.25], { noise: "excluded" }));
  });
});

describe("far in the tails", () => {
  // scipy.special.ndtri
  test.each([
    [1e-300, -37.0471],
    [1e-100, -21.27345],
    [1e-16, -8.22208222],
    [1e-10, -6.3613409],
    [1e-7, -5.19933758],
    [1 - 2 ** -53, 8.20953615],
    [1 - 1e-9, 5.99780702],
  ])("a Gaussian's quantile at %d is %d", async (probability, expected) => {
    const one = normalPredictive({ means: tensor([[[2, -100]]]), stdDev: 0.5 });
    const [quantile] = await predictiveQuantiles(one, [probability]);
    for (const [i, mean] of [2, -100].entries()) expect((quantile![i]! - mean) / 0.5).toBeCloseTo(expected, 4);
  });

  // Cauchy: -cot(pi p), which is -1 / (pi p) far out; 2 degrees: (2p - 1) / sqrt(2p (1 - p))
  test.each([
    [1, 1e-300, -1 / (Math.PI * 1e-300)],
    [1, 1e-20, -1e20 / Math.PI],
    [2, 1e-300, -1 / Math.sqrt(2e-300)],
    [2, 1e-12, -1 / Math.sqrt(2e-12)],
    [2, 1 - 2 ** -40, 2 ** 19.5],
    [0.5, 1e-300, Number.NEGATIVE_INFINITY],
  ])("Student's t with %d degrees at %d", async (degreesOfFreedom, probability, expected) => {
    const predictive = studentTPredictive({ means: tensor([[[0]], [[0]]]), scale: 1, degreesOfFreedom });
    const [quantile] = await predictiveQuantiles(predictive, [probability]);
    if (Number.isFinite(expected)) expect(quantile![0]! / expected).toBeCloseTo(1, 6);
    else expect(quantile![0]).toBe(expected);
  });

  test("a mixture's mass below its quantile is the probability", async () => {
    for (const probability of [1e-250, 1e-30, 1e-8]) {
      const [lower, upper] = await predictiveQuantiles(small, [probability, 1 - 1e-8]);
      const mass = [3, 1, 10, 2, 4].reduce((total, mean) => total + normalCdf((lower![0]! - mean) / 0.5), 0) / 5;
      expect(Math.log(mass) / Math.log(probability)).toBeCloseTo(1, 9);
      const above = [3, 1, 10, 2, 4].reduce((total, mean) => total + normalCdf((mean - upper![0]!) / 0.5), 0) / 5;
      expect(above / 1e-8).toBeCloseTo(1, 6);
    }
  });
});

describe("draws at infinity", () => {
  const [down, up] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

  // the finite draws have what is left of the probability: a Gaussian's quartiles at 0.6744897501960817
  test.each([
    [[0, up], 0.25, 0],
    [[0, up], 0.375, 0.6744897501960817],
    [[0, up], 0.5, up],
    [[0, up], 0.75, up],
    [[down, 0], 0.25, down],
    [[down, 0], 0.5, down],
    [[down, 0], 0.75, 0],
    [[down, 0, up], 0.5, 0],
    [[down, up], 0.25, down],
    [[down, up], 0.75, up],
    [[down, down, 0, 0], 0.625, -0.6744897501960817],
  ])("%j with Gaussian noise at %d", async (means, probability, expected) => {
    for (const stdDev of [
      1,
      tensor(
        means.map(() => 1),
        [means.length, 1, 1],
      ),
    ]) {
      const predictive = normalPredictive({ means: tensor(means, [means.length, 1, 1]), stdDev });
      const [quantile] = await predictiveQuantiles(predictive, [probability]);
      if (Number.isFinite(expected)) expect(quantile![0]).toBeCloseTo(expected, 7);
      else expect(quantile![0]).toBe(expected);
    }
  });

  test.each([
    [[down, 0], 0.5, down],
    [[down, 0], 1, 0],
    [[0, up], 0.5, up],
    [[0, up], 0, 0],
    [[down, 0, up], 0.5, 0],
    [[down, 0, up], 0.25, down],
    [[down, up], 0.5, Number.NaN],
    [[up, up], 0.5, up],
  ])("%j without noise at %d", async (means, probability, expected) => {
    const predictive = normalPredictive({ means: tensor(means, [means.length, 1, 1]), stdDev: 1 });
    expect([...(await predictiveQuantiles(predictive, [probability], { noise: "excluded" }))[0]!]).toEqual([expected]);
  });

  test("a scale that is NaN, infinite or 0", async () => {
    const of = async (scales: number[], probability: number) => {
      const shape = [scales.length, 1, 1];
      const predictive = normalPredictive({
        means: tensor(
          scales.map((_, d) => d),
          shape,
        ),
        stdDev: tensor(scales, shape),
      });
      return (await predictiveQuantiles(predictive, [probability]))[0]![0];
    };
    expect(await of([1, Number.NaN], 0.5)).toBeNaN();
    // half of an endless draw lies at either end
    expect(await of([1, up], 0.2)).toBe(down);
    expect(await of([1, up], 0.5)).toBeCloseTo(0, 9);
    expect(await of([1, up], 0.8)).toBe(up);
    // two draws without noise, at 0 and at 1
    expect(await of([0, 0], 0.3)).toBeCloseTo(0, 9);
    expect(await of([0, 0], 0.7)).toBeCloseTo(1, 9);
  });
});

test("a draw that is NaN makes its target's quantiles NaN, and no other's; infinite draws have their own", async () => {
  const diverged = normalPredictive({
    means: tensor([[[1, 1, 0]], [[Number.NaN, 2, 1]], [[3, 3, Number.POSITIVE_INFINITY]]]),
    stdDev: 0.5,
  });
  expect([...(await predictiveMedian(diverged, { noise: "excluded" }))]).toEqual([Number.NaN, 2, 1]);
  const [mixed, apart] = await predictiveMedian(diverged);
  expect(mixed).toBeNaN();
  expect(apart).toBeCloseTo(2, 6);
});

test("probabilities out of range are named", async () => {
  await expect(predictiveQuantiles(small, [1.5], { noise: "excluded" })).rejects.toThrow(
    "predictiveQuantiles: probability is 1.5, expected 0 to 1",
  );
  await expect(predictiveQuantiles(small, [0])).rejects.toThrow("predictiveQuantiles: probability is 0, expected between 0 and 1");
  await expect(predictiveInterval(small, { coverage: 90 })).rejects.toThrow("predictiveInterval: coverage is 90, expected between 0 and 1");
});
