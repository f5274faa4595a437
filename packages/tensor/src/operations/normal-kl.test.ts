import { describe, expect, test } from "vitest";
import { add, affine, gaussianMoments, multiply, normalKl, softplusSquared, sum, tensor, valueAndGradient } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, softplus, spread } from "../testing/numbers.ts";
import type { Tensor } from "../types.ts";

/** Past a vector, a block of weights and a chunk. */
const SIZES = [1, 3, 16, 17, 511, 513, 8191, 8195, 20001];

describe("normalKl", () => {
  const kl = (m: number, s: number, m0: number, s0: number) => Math.log(s0 / s) + (s * s + (m - m0) ** 2) / (2 * s0 * s0) - 0.5;

  test("KL[N(1, 0.5) || N(0, 2)] = 1.042544", async () => {
    const value = await normalKl(tensor([1]), tensor([Math.log(Math.expm1(0.5))]), { mean: 0, stdDev: 2 }).read();
    expectClose(value, [Math.log(4) + 1.25 / 8 - 0.5]);
    expect(value[0]).toBeCloseTo(1.042544, 5);
  });

  test.each(SIZES)("%i weights: the sum of the closed forms", async (size) => {
    const [mean, rho] = [spread(size), spread(size, { low: -20, high: 2, shift: 0.4 })];
    const expected = mean.reduce((total, m, i) => total + kl(m, softplus(rho[i]!), 0.2, 0.5), 0);
    expectClose(await normalKl(tensor(mean), tensor(rho), { mean: 0.2, stdDev: 0.5 }).read(), [expected], { relative: 2e-6 });
  });

  test("is 0 at the prior itself, and split weights add up", async () => {
    const at = await normalKl(tensor([0.3]), tensor([Math.log(Math.expm1(0.7))]), { mean: 0.3, stdDev: 0.7 }).read();
    expect(Math.abs(at[0]!)).toBeLessThan(1e-12);
    const [mean, rho] = [spread(100), spread(100, { low: -4, high: 0 })];
    const of = async (from: number, to: number) =>
      (await normalKl(tensor(mean.slice(from, to)), tensor(rho.slice(from, to)), { mean: 0, stdDev: 1 }).read())[0]!;
    expectClose([await of(0, 100)], [(await of(0, 37)) + (await of(37, 100))], { relative: 1e-6 });
  });

  test("of a million weights near the prior is what it is, not their roundings", async () => {
    const count = 1_000_003;
    for (const [stdDev, share] of [
      [1, 1e-4],
      [0.05, -3e-3],
      [2, 0.02],
      [1, 0.05],
    ] as const) {
      const rho = Math.fround(Math.log(Math.expm1(stdDev * (1 + share))));
      const r = softplus(rho) / Math.fround(stdDev);
      // (r^2 - 1)/2 - log r in float64, and means off by a thousandth of the prior's deviation
      const expected = count * (0.5 * (r - 1) ** 2 + (r - 1 - Math.log1p(r - 1)) + 0.5e-6);
      const mean = tensor(new Float32Array(count).fill(1 + 1e-3 * stdDev));
      const [value] = await normalKl(mean, tensor(new Float32Array(count).fill(rho)), { mean: 1, stdDev }).read();
      // the deviation, float32, is off by 1e-7 of itself: 2e-7 of its distance to the prior's; further off, 1e-7 of each weight's terms
      const absolute = share < 0.03 ? 0 : count * 1e-7;
      expectClose([value!], [expected], { relative: 1e-5 + 5e-7 / Math.abs(share), absolute });
    }
  });

  test("has the gradient of its differences", async () => {
    await checkGradient((m, r) => normalKl(m, r, { mean: 0.2, stdDev: 0.9 }), [[9], [9]]);
  });
});

describe("gaussianMoments", () => {
  const prior = { mean: 0.2, stdDev: 0.5 };

  test.each(SIZES)("%i weights: the variances, and the bits of normalKl", async (size) => {
    const [mean, rho] = [spread(size), spread(size, { low: -20, high: 2, shift: 0.4 })];
    const { variance, complexity } = gaussianMoments(tensor(mean), tensor(rho), prior);
    expectClose(
      await variance.read(),
      Float64Array.from(rho, (r) => softplus(r) ** 2),
      { relative: 2e-6 },
    );
    expect(await complexity.read()).toEqual(await normalKl(tensor(mean), tensor(rho), prior).read());
  });

  test("does not write beside its variances", async () => {
    for (const size of [1, 5, 9, 2049]) {
      const { variance } = gaussianMoments(tensor(spread(size)), tensor(spread(size)), prior);
      const behind = tensor(new Float32Array(16).fill(7));
      gaussianMoments(tensor(spread(size)), tensor(spread(size)), prior);
      expect([...(await behind.read())]).toEqual(new Array(16).fill(7));
      expect(variance.size).toBe(size);
    }
  });

  test("has the gradient of its differences, in each of its two values", async () => {
    const weighted = (v: number, c: number) => (m: Tensor, r: Tensor) => {
      const { variance, complexity } = gaussianMoments(m, r, prior);
      return multiply(sum(multiply(variance, tensor(spread(9)))), affine(complexity, { scale: c, shift: v }));
    };
    await checkGradient(weighted(1, 0), [[9], [9]]);
    await checkGradient(weighted(0, 1), [[9], [9]]);
    await checkGradient(weighted(0.3, 2), [[9], [9]]);
  });

  test.each(SIZES)("%i weights: gradients are those of its parts, with what comes to the mean from elsewhere", async (size) => {
    const [mean, rho, upstream] = [spread(size), spread(size, { low: -20, high: 2 }), spread(size, { shift: 0.7 })].map((values) =>
      tensor(values),
    );
    const total = (variance: Tensor, complexity: Tensor) => ({
      value: add(add(sum(multiply(variance, upstream!)), complexity), sum(multiply(mean!, upstream!))),
      extra: null,
    });
    const own = valueAndGradient([mean!, rho!], () => {
      const { variance, complexity } = gaussianMoments(mean!, rho!, prior);
      return total(variance, complexity);
    });
    const parts = valueAndGradient([mean!, rho!], () => total(softplusSquared(rho!), normalKl(mean!, rho!, prior)));
    for (const i of [0, 1])
      expectClose(await own.gradients[i]!.read(), await parts.gradients[i]!.read(), { relative: 4e-6, absolute: 1e-7 });
  });

  test("arrays of two shapes and a prior without spread are refused", () => {
    expect(() => gaussianMoments(tensor([1]), tensor([1, 2]), prior)).toThrow("gaussianMoments: mean is [1], rho is [2]");
    expect(() => gaussianMoments(tensor([1]), tensor([1]), { mean: 0, stdDev: 0 })).toThrow("gaussianMoments: prior.stdDev is 0");
  });
});
