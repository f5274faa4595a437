import { expect, it } from "vitest";
import { pairedDifference } from "./paired-errors.ts";

it("is the mean of the differences image by image, with its standard error", () => {
  const first = [0, 1, 2, 5];
  const second = [2, 3];
  // The same from its definition: mean and standard deviation of the ten differences.
  const differences = Array.from({ length: 10 }, (_, image) => Number(first.includes(image)) - Number(second.includes(image)));
  const mean = differences.reduce((sum, d) => sum + d, 0) / 10;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 10;
  const { points, standardError } = pairedDifference(first, second, { images: 10 });
  expect(points).toBeCloseTo(100 * mean, 10);
  expect(standardError).toBeCloseTo(100 * Math.sqrt(variance / 10), 10);
});

it("is nothing for equal errors", () => {
  expect(pairedDifference([4, 7], [4, 7], { images: 100 })).toEqual({ points: 0, standardError: 0 });
});
