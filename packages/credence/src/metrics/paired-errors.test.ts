import { expect, it } from "vitest";
import { pairedDifference, pairedDrops } from "./index.ts";

const first = [0, 1, 2, 5];
const second = [2, 3];

it("is the mean of the differences image by image, with its standard error", () => {
  // The same from its definition: mean and standard deviation of the ten differences.
  const differences = Array.from({ length: 10 }, (_, place) => Number(first.includes(place)) - Number(second.includes(place)));
  const mean = differences.reduce((sum, d) => sum + d, 0) / 10;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 10;
  const { points, standardError } = pairedDifference([first], [second], { count: 10 });
  expect(points).toBeCloseTo(100 * mean, 10);
  expect(standardError).toBeCloseTo(100 * Math.sqrt(variance / 10), 10);
});

it("is nothing for equal errors", () => {
  expect(pairedDifference([[4, 7]], [[4, 7]], { count: 100 })).toEqual({ points: 0, standardError: 0 });
});

it("of the same pair twice is no surer, of pairs that differ elsewhere it is", () => {
  const one = pairedDifference([first], [second], { count: 10 });
  const twice = pairedDifference([first, first], [second, second], { count: 10 });
  expect(twice.points / 2).toBeCloseTo(one.points, 10);
  expect(twice.standardError / 2).toBeCloseTo(one.standardError, 10);
  const apart = pairedDifference(
    [
      [0, 1, 5],
      [6, 7, 8],
    ],
    [[3], [9]],
    { count: 10 },
  );
  expect(apart.points / 2).toBeCloseTo(one.points, 10);
  // of their mean: d = 1/2 on three images of each pair and -1/2 on one: mean 0.2, mean square 8 / 4 / 10
  expect(apart.standardError / 2).toBeCloseTo(100 * Math.sqrt((0.2 - 0.04) / 10), 10);
});

it("of drops leaves out what was wrong before, and counts what the attack mends", () => {
  // the first loses image 1 and mends image 5; the second loses image 1 and 2
  const { points, standardError } = pairedDrops({ clean: [0, 5], attacked: [0, 1] }, { clean: [], attacked: [1, 2] }, { count: 10 });
  // d = -1 on images 2 and 5, 0 elsewhere: mean -0.2, variance 0.2 - 0.04
  expect(points).toBeCloseTo(-20, 10);
  expect(standardError).toBeCloseTo(100 * Math.sqrt(0.16 / 10), 10);
});
