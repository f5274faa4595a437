import { key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalPredictive, predictiveInterval, predictiveMean, predictiveMedian, predictiveQuantiles, predictiveStdDev } from "./index.ts";
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
    // standard deviation 2; the interval's ends carry the draws' sampling error, about 1/sqrt(draws)
    expect(lower[0]).toBeCloseTo(-2 * 1.6448536269514722, 1);
    expect(upper[0]).toBeCloseTo(2 * 1.6448536269514722, 1);
    expect((await predictiveStdDev(predictive).read())[0]).toBeCloseTo(2, 1);
  });

  test("no noise to include: the draws' own quantiles", async () => {
    const exact = normalPredictive({ means: small.means, stdDev: 0 });
    expect(await predictiveQuantiles(exact, [0.25])).toEqual(await predictiveQuantiles(exact, [0.25], { noise: "excluded" }));
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
