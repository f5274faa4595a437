import { expect, it } from "vitest";
import { pairedDifference } from "../mnist/paired-errors.ts";
import { pooledDifference } from "./pooled-difference.ts";

const first = [0, 1, 2, 5];
const second = [2, 3];

it("of one pair is the paired difference", () => {
  const { points, standardError } = pairedDifference(first, second, { images: 10 });
  const pooled = pooledDifference([{ first, second }], { images: 10 });
  expect(pooled.points).toBeCloseTo(points, 10);
  expect(pooled.standardError).toBeCloseTo(standardError, 10);
});

it("of the same pair twice is no surer, of pairs that differ elsewhere it is", () => {
  const one = pooledDifference([{ first, second }], { images: 10 });
  const twice = pooledDifference(Array(2).fill({ first, second }), { images: 10 });
  expect(twice.points).toBeCloseTo(one.points, 10);
  expect(twice.standardError).toBeCloseTo(one.standardError, 10);
  // d = 1/2 on three images of each pair and -1/2 on one: mean 0.2, mean square 8 / 4 / 10
  const other = { first: [6, 7, 8], second: [9] };
  const both = pooledDifference([{ first: [0, 1, 5], second: [3] }, other], { images: 10 });
  expect(both.points).toBeCloseTo(20, 10);
  expect(both.standardError).toBeCloseTo(100 * Math.sqrt((0.2 - 0.04) / 10), 10);
});

it("refuses nothing", () => {
  expect(() => pooledDifference([], { images: 10 })).toThrow("pooledDifference: no pairs");
});
