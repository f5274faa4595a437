import { integers, key, sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import {
  bernoulli,
  categorical,
  type Distribution,
  hasClosedForm,
  kl,
  klMonteCarlo,
  laplace,
  normal,
  scaleMixture,
  studentT,
} from "./index.ts";

const read = async (x: Tensor): Promise<number[]> => [...(await x.read())];
const number = async (x: Tensor): Promise<number> => {
  expect(x.shape).toEqual([]);
  return (await x.read())[0]!;
};

const pairs: [string, Distribution, Distribution, number][] = [
  // direction: the other way round it is 9.5 or so
  ["N(1, 0.5) || N(0, 2)", normal({ mean: 1, stdDev: 0.5 }), normal({ mean: 0, stdDev: 2 }), 1.0425443611198906],
  // the next four by scipy.integrate.quad of q (log q - log p)
  ["normal, laplace", normal({ mean: 0.7, stdDev: 0.3 }), laplace({ mean: -0.2, scale: 0.15 }), 4.5825900840635185],
  ["normal, laplace of one centre", normal({ mean: 0, stdDev: 1 }), laplace({ mean: 0, scale: 2 }), 0.36629810831665066],
  ["laplace, normal", laplace({ mean: 0.7, scale: 0.3 }), normal({ mean: -0.2, stdDev: 0.15 }), 20.53264417208477],
  ["laplace, laplace", laplace({ mean: 0.7, scale: 0.3 }), laplace({ mean: -0.2, scale: 0.6 }), 1.2180407147438763],
  [
    "categorical",
    categorical({ probabilities: [0.2, 0.8] }),
    categorical({ probabilities: [0.5, 0.5] }),
    0.2 * Math.log(0.4) + 0.8 * Math.log(1.6),
  ],
  ["categorical, impossible class", categorical({ probabilities: [0, 1] }), categorical({ probabilities: [0.5, 0.5] }), Math.LN2],
  ["bernoulli", bernoulli({ probability: 0.2 }), bernoulli({ logit: 0 }), 0.2 * Math.log(0.4) + 0.8 * Math.log(1.6)],
  ["bernoulli, certain", bernoulli({ probability: 1 }), bernoulli({ probability: 0.5 }), Math.LN2],
];

describe("closed forms", () => {
  test.each(pairs)("%s", async (_, q, p, expected) => {
    const got = await number(kl(q, p));
    expect(Math.abs(got - expected)).toBeLessThan(2e-6 * (1 + expected));
  });

  test.each(pairs)("%s: zero to itself, positive to the other", async (_, q, p) => {
    expect(Math.abs(await number(kl(q, q)))).toBeLessThan(1e-6);
    expect(await number(kl(q, p))).toBeGreaterThan(0);
  });

  test.each(pairs)("%s: the mean over draws meets it within 4 standard errors", async (_, q, p, expected) => {
    const { estimate, standardError } = klMonteCarlo(q, p, { draws: 100_000, key: key(5) });
    const [mean, error] = [await number(estimate), await number(standardError)];
    // a certain outcome has no spread: float32 rounding is left
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error + 2e-6 * (1 + expected));
  });

  test("where q allows what p rules out it is infinite", async () => {
    expect(await number(kl(categorical({ probabilities: [0.5, 0.5] }), categorical({ probabilities: [1, 0] })))).toBe(Infinity);
    expect(await number(kl(bernoulli({ probability: 0.5 }), bernoulli({ probability: 1 })))).toBe(Infinity);
  });
});

test("arrays of normals: element by element, with the gradient of each parameter", async () => {
  const [mean, stdDev] = [
    tensor([
      [0.5, -1],
      [2, 0],
    ]),
    tensor([
      [0.1, 1],
      [3, 0.5],
    ]),
  ];
  const p = normal({ mean: tensor([0.25, 0]), stdDev: 0.5 });
  const { gradients, extra } = valueAndGradient([mean, stdDev], () => {
    const divergence = kl(normal({ mean, stdDev }), p);
    return { value: sum(divergence), extra: divergence };
  });
  expect(extra.shape).toEqual([2, 2]);
  const [m, s, m0, s0] = [[0.5, -1, 2, 0], [0.1, 1, 3, 0.5], [0.25, 0, 0.25, 0], 0.5];
  const close = (got: number[], expected: number[]) => {
    for (const [i, value] of got.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(5e-6 * (1 + Math.abs(expected[i]!)));
  };
  close(
    await read(extra),
    m.map((mi, i) => Math.log(s0 / s[i]!) + (s[i]! ** 2 + (mi - m0[i]!) ** 2) / (2 * s0 ** 2) - 0.5),
  );
  close(
    await read(gradients[0]!),
    m.map((mi, i) => (mi - m0[i]!) / s0 ** 2),
  );
  close(
    await read(gradients[1]!),
    s.map((si) => si / s0 ** 2 - 1 / si),
  );
});

test("arrays to a Laplace: the gradient by the mean is erf(z / sqrt 2) / scale", async () => {
  const [mean, stdDev] = [tensor([0.3, -2]), tensor([0.3, 0.2])];
  const { gradients } = valueAndGradient([mean], () => ({
    value: sum(kl(normal({ mean, stdDev }), laplace({ mean: 0, scale: 0.5 }))),
    extra: null,
  }));
  const [near, far] = await read(gradients[0]!);
  expect(near).toBeCloseTo(0.6826894921370859 / 0.5, 5);
  expect(far).toBeCloseTo(-1 / 0.5, 5);
});

describe("without a closed form", () => {
  const q = normal({ mean: 0.5, stdDev: 0.2 });

  test("an estimate must be asked for", async () => {
    const p = scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: 0.1 });
    expect(hasClosedForm(q, p)).toBe(false);
    expect(() => kl(q, p)).toThrow("kl: no closed form from normal to scaleMixture, expected { draws, key } for an estimate");
    expect(() => kl(q, p, { draws: 1, key: key(0) })).toThrow("kl: draws is 1, expected a whole number from 2");
    // a mixture of two equal parts is the Gaussian, whose divergence is known
    const equal = scaleMixture({ weight: 0.3, stdDev1: 1, stdDev2: 1 });
    const { standardError } = klMonteCarlo(q, equal, { draws: 50_000, key: key(1) });
    const exact = await number(kl(q, normal({ mean: 0, stdDev: 1 })));
    expect(Math.abs((await number(kl(q, equal, { draws: 50_000, key: key(1) }))) - exact)).toBeLessThan(4 * (await number(standardError)));
  });

  test("Student's t with many degrees of freedom nears the Gaussian", async () => {
    const p = studentT({ degreesOfFreedom: 1e7, mean: 0, scale: 1 });
    const { estimate, standardError } = klMonteCarlo(q, p, { draws: 50_000, key: key(2) });
    const exact = await number(kl(q, normal({ mean: 0, stdDev: 1 })));
    expect(Math.abs((await number(estimate)) - exact)).toBeLessThan(4 * (await number(standardError)));
  });

  test("a kind nobody knows, even one named like an object's method, has none", () => {
    expect(hasClosedForm({ ...q, kind: "constructor" }, q)).toBe(false);
    expect(hasClosedForm(q, { ...q, kind: "toString" })).toBe(false);
  });

  test("parameters in arrays give one estimate each", async () => {
    const rows = categorical({
      logits: tensor([
        [0, 0],
        [2, 0],
      ]),
    });
    const { estimate } = klMonteCarlo(rows, rows, { draws: 10, key: key(3) });
    expect(await read(estimate)).toEqual([0, 0]);
    expect((await read(rows.logProb(integers([0, 0])))).length).toBe(2);
  });
});
