import { gaussianDraw, key, sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalLikelihood } from "../model/likelihoods/normal.ts";
import { bernoulli, type Distribution, laplace, normal, scaleMixture, studentT } from "./index.ts";
import { logGammaHalfStep } from "./log-gamma.ts";

const read = async (x: Tensor): Promise<number[]> => [...(await x.read())];

/** Value and slope of a log density in float64. */
interface Exact {
  readonly value: number;
  readonly slope: number;
}

const gauss =
  (m: number, s: number) =>
  (x: number): Exact => {
    const z = x / s - m / s;
    return { value: -0.5 * z * z - Math.log(s) - 0.5 * Math.log(2 * Math.PI), slope: -z / s };
  };
const doubleExponential =
  (m: number, b: number) =>
  (x: number): Exact => ({ value: -Math.abs(x / b - m / b) - Math.log(2) - Math.log(b), slope: -Math.sign(x - m) / b });
const student =
  (v: number, m: number, s: number) =>
  (x: number): Exact => {
    const z = x / s - m / s;
    const normaliser = logGammaHalfStep(v / 2) - 0.5 * Math.log(v) - 0.5 * Math.log(Math.PI) - Math.log(s);
    // (v + 1) / 2 log(1 + q) with q = z^2 / v, which is z^2 / 2 where v is beyond everything
    const spread = z * (z / v) > 1e-12 ? ((v + 1) / 2) * Math.log1p(z * (z / v)) : (z * z) / 2 + (z * (z / v)) / 2;
    return { value: normaliser - spread, slope: -(z / s) * (1 / v + 1) * (1 / (1 + z * (z / v))) };
  };
const mixture =
  (weight: number, s1: number, s2: number) =>
  (x: number): Exact => {
    const [a, b] = [gauss(0, s1)(x), gauss(0, s2)(x)];
    const [la, lb] = [Math.log(weight) + a.value, Math.log(1 - weight) + b.value];
    const share = 1 / (1 + Math.exp(lb - la));
    const top = Math.max(la, lb);
    return { value: top + Math.log(Math.exp(la - top) + Math.exp(lb - top)), slope: share * a.slope + (1 - share) * b.slope };
  };

const cases: [string, Distribution, (x: number) => Exact, readonly number[]][] = [
  ["normal, sd 1e-39", normal({ mean: 0, stdDev: 1e-39 }), gauss(0, 1e-39), [0, 1e-39, -3e-39, 1e-30, 1]],
  ["normal, sd 1e-39, as an array beside a number", normal({ mean: tensor(0), stdDev: 1e-39 }), gauss(0, 1e-39), [0, 3e-39]],
  ["normal, sd 1e-310", normal({ mean: 0, stdDev: 1e-310 }), gauss(0, 1e-310), [0, 1e-40, 1]],
  ["normal, sd 1e39", normal({ mean: 0, stdDev: 1e39 }), gauss(0, 1e39), [0, 1, 3e38, -3e38]],
  ["normal, sd 1e300", normal({ mean: 0, stdDev: 1e300 }), gauss(0, 1e300), [0, 3e38]],
  ["normal, mean and sd 1e39", normal({ mean: 1e39, stdDev: 1e39 }), gauss(1e39, 1e39), [0, 3e38]],
  ["normal, six sd from end to end", normal({ mean: -3e38, stdDev: 1e38 }), gauss(-3e38, 1e38), [3e38, -3e38, 0]],
  ["laplace, scale 1e-39", laplace({ mean: 0, scale: 1e-39 }), doubleExponential(0, 1e-39), [0, 1e-39, 1e-10, 1]],
  ["laplace, scale 1e39", laplace({ mean: 0, scale: 1e39 }), doubleExponential(0, 1e39), [1, 3e38]],
  ["laplace, from end to end", laplace({ mean: -3e38, scale: 1e10 }), doubleExponential(-3e38, 1e10), [3e38, 0]],
  ["Student's t, scale 1e-30", studentT({ degreesOfFreedom: 1, mean: 0, scale: 1e-30 }), student(1, 0, 1e-30), [1e10, 0, 1e-30, 3e38]],
  ["Student's t, scale 1e-3", studentT({ degreesOfFreedom: 3, mean: 1, scale: 1e-3 }), student(3, 1, 1e-3), [1e37, -3e38, 1, 2]],
  ["Student's t, scale 1e-39", studentT({ degreesOfFreedom: 2, mean: 0, scale: 1e-39 }), student(2, 0, 1e-39), [0, 1e-39, 1, 1e30]],
  ["Student's t, scale 1e-60", studentT({ degreesOfFreedom: 2, mean: 0, scale: 1e-60 }), student(2, 0, 1e-60), [0, 1]],
  ["Student's t, scale 1e39", studentT({ degreesOfFreedom: 2, mean: 0, scale: 1e39 }), student(2, 0, 1e39), [0, 3e38]],
  ["Student's t, 1e38 degrees", studentT({ degreesOfFreedom: 1e38, mean: 0, scale: 1 }), student(1e38, 0, 1), [0, 1, -5]],
  ["Student's t, 1e300 degrees", studentT({ degreesOfFreedom: 1e300, mean: 0, scale: 2 }), student(1e300, 0, 2), [0, 1, -5]],
  [
    "scale mixture far out",
    scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-6) }),
    mixture(0.5, 1, Math.exp(-6)),
    [1e38, -1e38, 1e25, 1e20, 1e10, 0],
  ],
  [
    "scale mixture, narrow part first",
    scaleMixture({ weight: 0.25, stdDev1: 1e-3, stdDev2: 10 }),
    mixture(0.25, 1e-3, 10),
    [3e38, -1e30, 1e18, 1],
  ],
  [
    "scale mixture, sd 1e-39",
    scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 1e-39 }),
    mixture(0.5, 1, 1e-39),
    [0, 1e-39, 1e-20, 1, 1e38],
  ],
  ["scale mixture, sd 1e39", scaleMixture({ weight: 0.5, stdDev1: 1e39, stdDev2: 1 }), mixture(0.5, 1e39, 1), [0, 1, 3e38]],
];

function expectNear(got: readonly number[], expected: readonly number[], label: string) {
  for (const [i, value] of expected.entries()) {
    const rounded = Math.fround(value);
    // 1e-5 of a logarithm that is a sum of two of size 100; the smallest numbers of float32 lie 1.4e-45 apart
    if (Number.isFinite(rounded)) {
      const error = Math.abs(got[i]! - rounded);
      expect(error, `${label} ${i}: ${got[i]}, expected ${rounded}`).toBeLessThanOrEqual(1e-5 * Math.abs(rounded) + 1e-44);
    } else expect(got[i], `${label} ${i}`).toBe(rounded);
  }
}

describe("densities at the ends of float32, value and gradient", () => {
  test.each(cases)("%s", async (_, distribution, exact, points) => {
    const x = tensor(points);
    const { gradients, extra } = valueAndGradient([x], () => {
      const logProb = distribution.logProb(x);
      return { value: sum(logProb), extra: logProb };
    });
    const at = Array.from(points, (point) => exact(Math.fround(point)));
    const values = at.map(({ value }) => value);
    const error = await read(extra);
    for (const [i, value] of values.entries())
      if (Number.isFinite(Math.fround(value))) expect(Math.abs(error[i]! - value), `value ${i}`).toBeLessThan(1e-5 * (1 + Math.abs(value)));
      else expect(error[i], `value ${i}`).toBe(Math.fround(value));
    expectNear(
      await read(gradients[0]!),
      at.map(({ slope }) => slope),
      "slope",
    );
  });

  test("the reported value: scale 1e-30 at 1e10", async () => {
    expect((await read(studentT({ degreesOfFreedom: 1, mean: 0, scale: 1e-30 }).logProb(tensor([1e10]))))[0]).toBeCloseTo(-116.27, 2);
  });

  test("Gaussian noise of sd 1e-25 around exact and inexact outputs", async () => {
    const [outputs, y] = [tensor([[0], [1], [1e-25]]), tensor([[0], [1], [0]])];
    const { gradients, extra } = valueAndGradient([outputs], () => {
      const loss = normalLikelihood({ stdDev: 1e-25 }).negativeLogProb(outputs, y);
      return { value: sum(loss), extra: loss };
    });
    const constant = Math.log(1e-25) + 0.5 * Math.log(2 * Math.PI);
    expectNear(await read(extra), [constant, constant, constant + 0.5], "loss");
    expectNear(await read(gradients[0]!), [0, 0, 1e25], "gradient");
  });

  test("certain coins keep gradients finite", async () => {
    const logit = tensor([1e38, -1e38]);
    const { gradients } = valueAndGradient([logit], () => ({ value: sum(bernoulli({ logit }).logProb(tensor([1, 1]))), extra: null }));
    expect(await read(gradients[0]!)).toEqual([0, 1]);
  });
});

test.each([
  ["normal", (scale: number) => normal({ mean: 0, stdDev: scale })],
  ["laplace", (scale: number) => laplace({ mean: 0, scale })],
  ["scale mixture", (scale: number) => scaleMixture({ weight: 0.5, stdDev1: scale, stdDev2: scale / 2 })],
  ["Student's t", (scale: number) => studentT({ degreesOfFreedom: 3, mean: 0, scale })],
])("%s: draws of a scale at either end are those of scale 1, scaled", async (_, of) => {
  const plain = await read(of(1).sample(key(3), [1000]));
  for (const scale of [1e-39, 1e-30, 2e38, 1e39, 1e300]) {
    const draws = await read(of(scale).sample(key(3), [1000]));
    // what overflows may do so a rounding earlier
    for (const [i, x] of draws.entries())
      if (Number.isFinite(x)) expect(Math.abs(x - scale * plain[i]!)).toBeLessThanOrEqual(1e-6 * Math.abs(scale * plain[i]!) + 2e-45);
      else expect(Math.sign(x) * scale * plain[i]!).toBeGreaterThan(3.4e38);
  }
});

describe("the fused draw", () => {
  test.each([
    ["wide part first", { weight: 0.25, stdDev1: 1, stdDev2: Math.exp(-6) }],
    ["narrow part first", { weight: 0.25, stdDev1: Math.exp(-6), stdDev2: 1 }],
    ["both narrow", { weight: 0.5, stdDev1: 1e-4, stdDev2: 1e-3 }],
    ["both wide", { weight: 0.5, stdDev1: 1e9, stdDev2: 1e10 }],
  ])("of a scale mixture far out, %s: the wide part's pull", async (_, parameters) => {
    const points = [0.5, 1e5, 1e10, 1e17, 1e19, 1e20, 1e30, -1e34];
    const mean = tensor(points);
    const rho = tensor(points.map(() => -100));
    const { value, gradients } = valueAndGradient([mean], () => {
      const prior = scaleMixture(parameters).fused!;
      return {
        value: sum(gaussianDraw(mean, rho, { noise: tensor(new Float32Array(8), [1, 8]), draws: 1, prior }).complexity),
        extra: null,
      };
    });
    const exact = mixture(parameters.weight, parameters.stdDev1, parameters.stdDev2);
    expectNear(
      await read(gradients[0]!),
      Array.from(points, (point) => -exact(Math.fround(point)).slope),
      "slope",
    );
    expect((await value.read())[0]).toBe(Infinity);
  });

  test("is left out for a prior whose numbers its kernel cannot hold", () => {
    for (const prior of [
      normal({ mean: 0, stdDev: 1e-39 }),
      normal({ mean: 0, stdDev: 1e-20 }),
      normal({ mean: 1e39, stdDev: 1 }),
      laplace({ mean: 0, scale: 1e-39 }),
      scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 1e-20 }),
      scaleMixture({ weight: 0.5, stdDev1: 1e5, stdDev2: 1e-5 }),
    ])
      expect(prior.fused, JSON.stringify(prior)).toBeUndefined();
    for (const prior of [
      normal({ mean: 0, stdDev: 1e-18 }),
      laplace({ mean: 0, scale: 1e-30 }),
      scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 1e-9 }),
    ])
      expect(prior.fused, JSON.stringify(prior)).toBeDefined();
  });
});
