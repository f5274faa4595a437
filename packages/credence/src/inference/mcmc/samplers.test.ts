import { add, affine, exp, key, matmul, multiply, slice, square, sum, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { hmc } from "../methods/hmc.ts";
import { nuts } from "../methods/nuts.ts";
import { run } from "../run.ts";
import { inverse, linearRegression } from "../testing/problems.ts";
import type { ChainDraws } from "./chain-draws.ts";
import { bulkEss, meanStandardError } from "./diagnostics.ts";
import type { LogDensity } from "./log-density.ts";
import { trajectory } from "./trajectory.ts";

// bounds written down before the first run: 4 Monte Carlo standard errors, R-hat below 1.01
const errors = 4;
const samplers = {
  nuts: nuts({ warmUp: 300, draws: 1000 }),
  hmc: hmc({ warmUp: 300, draws: 1000 }),
};

/** Means of a function of the positions by chain, and how far that of all is from what is expected, in its standard errors. */
function deviation({ chains }: ChainDraws, of: (position: Float64Array) => number, expected: number): number {
  const values = chains.map(({ positions }) => positions.map(of));
  const all = values.flat();
  return Math.abs(all.reduce((total, value) => total + value, 0) / all.length - expected) / meanStandardError(values);
}

const precision = [
  [4, 1.8, 0],
  [1.8, 1, 0],
  [0, 0, 100],
];
const centre = [1, -2, 0.3];
const gaussian: LogDensity = (q) => {
  const away = add(q, tensor(centre.map((value) => -value)));
  return affine(sum(multiply(matmul(away, tensor(precision)), away), { axis: 1 }), { scale: -0.5 });
};

describe.each(Object.entries(samplers))("%s", (name, sampler) => {
  test("on a correlated Gaussian of unequal scales: means, variances and correlation within 4 standard errors", async () => {
    const draws = await sampler.sample(gaussian, tensor([0, 0, 0]), key(1).child(name));
    const covariance = inverse(precision);
    for (const [i, mean] of centre.entries()) {
      expect(
        deviation(draws, (q) => q[i]!, mean),
        `mean ${i}`,
      ).toBeLessThan(errors);
      expect(
        deviation(draws, (q) => (q[i]! - mean) ** 2, covariance[i]![i]!),
        `variance ${i}`,
      ).toBeLessThan(errors);
    }
    expect(deviation(draws, (q) => (q[0]! - 1) * (q[1]! + 2), covariance[0]![1]!)).toBeLessThan(errors);
    for (const { rHat: found, bulkEss: ess } of draws.summary()) {
      expect(found).toBeLessThan(1.01);
      expect(ess).toBeGreaterThan(400);
    }
    expect(draws.chains.reduce((total, { divergences }) => total + divergences, 0)).toBe(0);
  });
});

test("a standard deviation that is learned is sampled with the weights", async () => {
  const { model: known, data } = linearRegression({ count: 200, noise: 0.5 });
  const learning = model({ ...known, likelihood: normalLikelihood({ stdDev: "learned" }) });
  const fit = nuts({ chains: 2, warmUp: 200, draws: 200 }).fit({ model: learning, data }, key(4));
  const posterior = await run(fit);
  const stdDevs: number[] = [];
  for (let draw = 0; draw < 400; draw++) {
    const { stdDev } = posterior.model.likelihood.ofDraw!(draw).toJSON() as unknown as { stdDev: number };
    stdDevs.push(stdDev);
  }
  expect(stdDevs.length).toBe(400);
  posterior.dispose();
});

test("the funnel: the neck is reached, by a target acceptance of 0.95, but for divergences that are told", async () => {
  // v ~ N(0, 3^2), x_i ~ N(0, exp(v))
  const funnel: LogDensity = (q) => {
    const rows = q.shape[0]!;
    const v = slice(q, [0, 0], [rows, 1]);
    const x = slice(q, [0, 1], [rows, 2]);
    const squares = sum(multiply(square(x), exp(affine(v, { scale: -1 }))), { axis: 1 });
    const width = sum(v, { axis: 1 });
    return add(
      affine(sum(square(v), { axis: 1 }), { scale: -1 / 18 }),
      add(affine(squares, { scale: -0.5 }), affine(width, { scale: -1 })),
    );
  };
  const draws = await nuts({ warmUp: 1000, draws: 2000, targetAcceptance: 0.95 }).sample(funnel, tensor([0, 1, 1]), key(5));
  const v = draws.chains.map(({ positions }) => positions.map((q) => q[0]!));
  const all = v.flat();
  expect(Math.min(...all)).toBeLessThan(-4);
  expect(Math.max(...all)).toBeGreaterThan(5);
  // BlackJAX's, of two runs of as many draws: 60 and 171
  expect(bulkEss(v)).toBeGreaterThan(50);
  // shares of the marginal N(0, 3^2), which is known: below its 20 % quantile
  const share = all.filter((value) => value < -0.8416 * 3).length / all.length;
  expect(Math.abs(share - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / bulkEss(v)));
});

test("a funnel without a deep neck: nuts has its moments within 4 standard errors, and split R-hat below 1.01", async () => {
  // v ~ N(0, 1), x_1, x_2 ~ N(0, exp(v)): E x^2 = E exp(v) = sqrt(e)
  const funnel: LogDensity = (q) => {
    const rows = q.shape[0]!;
    const v = slice(q, [0, 0], [rows, 1]);
    const squares = multiply(sum(square(slice(q, [0, 1], [rows, 2])), { axis: 1, keepAxes: true }), exp(affine(v, { scale: -1 })));
    return affine(sum(add(add(square(v), squares), affine(v, { scale: 2 })), { axis: 1 }), { scale: -0.5 });
  };
  const draws = await nuts({ warmUp: 500, draws: 2000, targetAcceptance: 0.95 }).sample(funnel, tensor([0, 1, 1]), key(6));
  for (const [i, { rHat: found, bulkEss: ess }] of draws.summary().entries()) {
    expect(found, `R-hat ${i}`).toBeLessThan(1.01);
    expect(ess, `effective draws ${i}`).toBeGreaterThan(400);
  }
  expect(
    deviation(draws, (q) => q[0]!, 0),
    "mean of v",
  ).toBeLessThan(errors);
  expect(
    deviation(draws, (q) => q[0]! ** 2, 1),
    "variance of v",
  ).toBeLessThan(errors);
  expect(
    deviation(draws, (q) => q[1]!, 0),
    "mean of x",
  ).toBeLessThan(errors);
  expect(
    deviation(draws, (q) => q[1]! ** 2, Math.exp(0.5)),
    "variance of x",
  ).toBeLessThan(errors);
});

test("dynamics come back when the momentum is turned round, and keep the energy to the square of the step", async () => {
  const from = { position: [0.4, -1.2, 0.1], momentum: [0.3, -0.5, 0.9] };
  const there = await trajectory(gaussian, { ...from, stepSize: 0.02, leapfrogs: 30 });
  const end = { position: there.positions.at(-1)!, momentum: there.momenta.at(-1)!.map((p) => -p) };
  const back = await trajectory(gaussian, { ...end, stepSize: 0.02, leapfrogs: 30 });
  for (let i = 0; i < 3; i++) expect(back.positions.at(-1)![i]).toBeCloseTo(from.position[i]!, 4);
  const spread = async (stepSize: number) => {
    const { energies } = await trajectory(gaussian, { ...from, stepSize, leapfrogs: Math.round(0.6 / stepSize) });
    return Math.max(...energies.map((energy) => Math.abs(energy - energies[0]!)));
  };
  const [coarse, fine] = [await spread(0.04), await spread(0.02)];
  expect(coarse / fine).toBeGreaterThan(3);
  expect(coarse / fine).toBeLessThan(5);
});

describe("what cannot be sampled is refused in a line", () => {
  const short = nuts({ chains: 2, warmUp: 5, draws: 5 });
  test.each([
    [
      "a start of other chains",
      () => short.sample(gaussian, tensor([[0, 0, 0]]), key(0)),
      "nuts.sample: start is [1, 3], expected [2, dimensions]",
    ],
    [
      "a density of another shape",
      () => short.sample((q) => sum(q), tensor([0, 0]), key(0)),
      "nuts.sample: logDensity returns [] for 2 points, expected [2]",
    ],
    [
      "a start outside the support",
      () => short.sample((q) => sum(affine(q, { scale: Number.NaN }), { axis: 1 }), tensor([0, 0]), key(0)),
      "nuts.sample: log density NaN where chain 0 starts",
    ],
    ["nothing to adapt in", async () => nuts({ warmUp: 0 }), 'nuts: warmUp is 0 and stepSize is "adapt"'],
  ])("%s", async (_, sample, message) => {
    await expect((async () => sample())()).rejects.toThrow(message);
  });
});
