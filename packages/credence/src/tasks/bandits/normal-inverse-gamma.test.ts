import { key, normals } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { gammaDraw, normalInverseGamma } from "./normal-inverse-gamma.ts";

const prior = { precision: 0.25, shape: 6, rate: 6 };
const size = 4;
const count = 30;
const z = normals(key(1), count * size);
const rows = Array.from({ length: count }, (_, i) => [
  z[i * size]!,
  0.5 * z[i * size]! + z[i * size + 1]!,
  z[i * size + 2]! > 0 ? 1 : 0,
  1,
]);
const targets = rows.map((row, i) => 2 * row[0]! - row[1]! + 0.5 * row[2]! + 3 + 0.7 * z[i * size + 3]!);

// the closed form from whole sums, by elimination: precision, its inverse, and the moments
const precision = rows[0]!.map((_, i) =>
  rows[0]!.map((_, j) => rows.reduce((total, row) => total + row[i]! * row[j]!, 0) + (i === j ? prior.precision : 0)),
);
const covariance = inverse(precision);
const moment = rows[0]!.map((_, i) => rows.reduce((total, row, n) => total + row[i]! * targets[n]!, 0));
const mean = covariance.map((row) => row.reduce((total, value, j) => total + value * moment[j]!, 0));
const quadratic = mean.reduce((total, value, i) => total + value * moment[i]!, 0);
const rate = prior.rate + (targets.reduce((total, y) => total + y * y, 0) - quadratic) / 2;
const shape = prior.shape + count / 2;

function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const work = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < work.length; i++) {
    work[i] = work[i]!.map((value) => value / work[i]![i]!);
    for (let k = 0; k < work.length; k++) if (k !== i) work[k] = work[k]!.map((value, j) => value - work[k]![i]! * work[i]![j]!);
  }
  return work.map((row) => row.slice(matrix.length));
}

function observed() {
  const belief = normalInverseGamma(size, prior);
  for (const [i, row] of rows.entries()) belief.observe(row, targets[i]!);
  return belief;
}

describe("the posterior after observations one at a time", () => {
  test("is the closed form of all at once", () => {
    const belief = observed();
    for (const [i, value] of belief.mean().entries()) expect(value).toBeCloseTo(mean[i]!, 10);
    expect(belief.noise().shape).toBe(shape);
    expect(belief.noise().rate).toBeCloseTo(rate, 9);
  });

  test("has the prior's before any", () => {
    const belief = normalInverseGamma(size, prior);
    expect([...belief.mean()]).toEqual([0, 0, 0, 0]);
    expect(belief.noise()).toEqual({ shape: 6, rate: 6 });
  });

  test("is drawn from: mean and covariance of weights and the mean of the noise, within 4 standard errors", () => {
    const belief = observed();
    const count = 20_000;
    const draws = Array.from({ length: count }, (_, i) => belief.draw(key(2).child(i)));
    const variances = draws.map(({ variance }) => variance);
    const noiseMean = rate / (shape - 1);
    const noiseSpread = noiseMean / Math.sqrt(shape - 2);
    expect(Math.abs(variances.reduce((a, b) => a + b) / count - noiseMean)).toBeLessThan((4 * noiseSpread) / Math.sqrt(count));
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const products = draws.map(({ weights }) => (weights[i]! - mean[i]!) * (weights[j]! - mean[j]!));
        const average = products.reduce((a, b) => a + b) / count;
        const spread = Math.sqrt(products.reduce((a, b) => a + (b - average) ** 2, 0) / count / count);
        // of a multivariate t: covariance = E[noise] * inverse precision
        expect(Math.abs(average - noiseMean * covariance[i]![j]!), `${i}, ${j}`).toBeLessThan(4 * spread);
      }
    for (let i = 0; i < size; i++) {
      const average = draws.reduce((total, { weights }) => total + weights[i]!, 0) / count;
      expect(Math.abs(average - mean[i]!)).toBeLessThan(4 * Math.sqrt((noiseMean * covariance[i]![i]!) / count));
    }
  });
});

test("gamma draws have mean and variance equal to the shape, within 4 standard errors", () => {
  for (const shape of [1, 6, 500]) {
    const draws = Array.from({ length: 20_000 }, (_, i) => gammaDraw(shape, key(3).child(i)));
    const average = draws.reduce((a, b) => a + b) / draws.length;
    expect(Math.abs(average - shape)).toBeLessThan(4 * Math.sqrt(shape / draws.length));
    const variance = draws.reduce((a, b) => a + (b - shape) ** 2, 0) / draws.length;
    // fourth central moment of a gamma: 3 a^2 + 6 a
    expect(Math.abs(variance - shape)).toBeLessThan(4 * Math.sqrt((2 * shape ** 2 + 6 * shape) / draws.length));
  }
});

test("bad sizes and priors are refused in a line", () => {
  expect(() => observed().observe([1], 2)).toThrow("normalInverseGamma: x has 1 numbers, expected 4");
  expect(() => normalInverseGamma(2, { ...prior, rate: 0 })).toThrow("normalInverseGamma: rate is 0, expected above 0");
  expect(() => normalInverseGamma(2, { ...prior, shape: 0.5 })).toThrow("normalInverseGamma: shape is 0.5, expected from 1");
  expect(normalInverseGamma(2, { ...prior, shape: 1 }).draw(key(0)).variance).toBeGreaterThan(0);
  expect(() => gammaDraw(0.5, key(0))).toThrow("gammaDraw: shape is 0.5, expected from 1");
});
