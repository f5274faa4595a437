import { key, type Tensor, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { bernoulli, categorical, type Distribution, laplace, normal, scaleMixture, studentT } from "./index.ts";

const COUNT = 200_000;

const gaussCdf = (z: number): number => {
  // Simpson's rule over the density
  const steps = 400;
  const h = z / steps;
  const density = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let total = density(0) + density(z);
  for (let i = 1; i < steps; i++) total += density(i * h) * (i % 2 ? 4 : 2);
  return 0.5 + (total * h) / 3;
};

const cases: [string, Distribution, (x: number) => number][] = [
  ["normal", normal({ mean: 1, stdDev: 2 }), (x) => gaussCdf((x - 1) / 2)],
  ["normal of arrays", normal({ mean: tensor([1]), stdDev: tensor([2]) }), (x) => gaussCdf((x - 1) / 2)],
  ["laplace", laplace({ mean: 1, scale: 0.5 }), (x) => (x < 1 ? 0.5 * Math.exp((x - 1) / 0.5) : 1 - 0.5 * Math.exp(-(x - 1) / 0.5))],
  ["scale mixture", scaleMixture({ weight: 0.25, stdDev1: 3, stdDev2: 0.5 }), (x) => 0.25 * gaussCdf(x / 3) + 0.75 * gaussCdf(x / 0.5)],
  ["scale mixture of weight 0", scaleMixture({ weight: 0, stdDev1: 3, stdDev2: 0.5 }), (x) => gaussCdf(x / 0.5)],
  ["Cauchy", studentT({ degreesOfFreedom: 1, mean: 0.5, scale: 2 }), (x) => 0.5 + Math.atan((x - 0.5) / 2) / Math.PI],
  // v = 2: 1/2 + x / (2 sqrt(2 + x^2))
  ["Student's t, 2 degrees", studentT({ degreesOfFreedom: 2, mean: 0, scale: 1 }), (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x))],
  ["Student's t, 1e7 degrees", studentT({ degreesOfFreedom: 1e7, mean: 0, scale: 1 }), (x) => gaussCdf(x)],
];

describe("draws follow their distribution function", () => {
  // each share is binomial: 4 standard errors
  test.each(cases)("%s", async (_, distribution, cdf) => {
    const draws = await distribution.sample(key(11), [COUNT, 1]).read();
    for (const x of [-4, -1, -0.3, 0.2, 0.5, 0.9, 1.7, 3, 6]) {
      const expected = cdf(x);
      let below = 0;
      for (const value of draws) if (value < x) below++;
      const error = Math.sqrt(Math.max(0, expected * (1 - expected)) / COUNT) + 1e-7;
      expect(Math.abs(below / COUNT - expected) / error, `share below ${x}: ${below / COUNT}, expected ${expected}`).toBeLessThan(4);
    }
  });

  test("all finite, and the same for the same key", async () => {
    for (const [, distribution] of cases) {
      const [one, two, other] = [7, 7, 8].map((seed) => distribution.sample(key(seed), [500, 1]));
      const values = await one!.read();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(await two!.read()).toEqual(values);
      expect(await other!.read()).not.toEqual(values);
    }
  });
});

const shareOf = async (draws: Tensor, value: number) => {
  const values = await draws.read();
  return Array.from(values).filter((x) => x === value).length / values.length;
};

test("categorical and bernoulli draws have their shares, certain ones exactly", async () => {
  const classes = categorical({ probabilities: [0.1, 0, 0.9] }).sample(key(1), [COUNT]);
  expect(classes.dtype).toBe("int32");
  expect(Math.abs((await shareOf(classes, 0)) - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / COUNT));
  expect(await shareOf(classes, 1)).toBe(0);
  const perRow = await categorical({
    logits: tensor([
      [0, -1e4],
      [-1e4, 0],
    ]),
  })
    .sample(key(2), [50, 2])
    .read();
  expect([...perRow]).toEqual(Array.from({ length: 100 }, (_, i) => i % 2));
  expect(Math.abs((await shareOf(bernoulli({ logit: -1 }).sample(key(3), [COUNT]), 1)) - 1 / (1 + Math.E))).toBeLessThan(
    4 * Math.sqrt(0.2 / COUNT),
  );
  expect(await shareOf(bernoulli({ probability: 1 }).sample(key(4), [1000]), 1)).toBe(1);
  expect(await shareOf(bernoulli({ probability: 0 }).sample(key(5), [1000]), 0)).toBe(1);
});

test("bernoulli draws of odds far from even are as rare as their probability, one number or one for each", async () => {
  // the first 4096 uniforms of these keys hold the lowest and the highest of 24 bits: a step of 6e-8, not of 1e-11
  const extremes = [
    [1066, 0],
    [2544, 1 - 2 ** -24],
  ] as const;
  for (const [seed, extreme] of extremes) {
    expect(uniforms(key(seed), 4096).includes(extreme)).toBe(true);
    for (const logit of [-25, 25]) {
      expect(await shareOf(bernoulli({ logit }).sample(key(seed), [4096]), Number(logit > 0))).toBe(1);
      expect(await shareOf(bernoulli({ logit: tensor([logit]) }).sample(key(seed), [4096, 1]), Number(logit > 0))).toBe(1);
    }
  }
  for (const logit of [-9, 9]) {
    const probability = 1 / (1 + Math.exp(Math.abs(logit)));
    const share = await shareOf(bernoulli({ logit: tensor([logit]) }).sample(key(22), [2 ** 20, 1]), Number(logit < 0));
    expect(Math.abs(share - probability)).toBeLessThan(4 * Math.sqrt(probability / 2 ** 20));
  }
  const certain = bernoulli({ probability: tensor([0, 1]) }).sample(key(23), [1000, 2]);
  expect([...(await certain.read())]).toEqual(Array.from({ length: 2000 }, (_, i) => i % 2));
});
