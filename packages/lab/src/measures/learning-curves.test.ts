import { expect, test } from "vitest";
import { accuraciesAt, banded, course, halfWidth, joined, labelsToReach, meanAt, shadedOver } from "./learning-curves.ts";

const points = joined([
  [
    { labels: 10, accuracies: [60] },
    { labels: 20, accuracies: [88] },
    { labels: 30, accuracies: [99] },
  ],
  [
    { labels: 10, accuracies: [64] },
    { labels: 30, accuracies: [101] },
  ],
]);

test("trials are joined at the numbers of labels that all have which go so far", () => {
  expect(points).toEqual([
    { labels: 10, accuracies: [60, 64] },
    { labels: 30, accuracies: [99, 101] },
  ]);
  // the second trial ends at 30 labels
  const further = joined([[...points, { labels: 40, accuracies: [102] }], points]);
  expect(further.map(({ labels, accuracies }) => [labels, accuracies.length])).toEqual([
    [10, 4],
    [30, 4],
    [40, 1],
  ]);
  expect(joined([])).toEqual([]);
  expect([meanAt(points, 10), meanAt(points, 20)]).toEqual([62, undefined]);
  expect([accuraciesAt(points, 10), accuraciesAt(points, 20)]).toEqual([[60, 64], []]);
  expect([labelsToReach(points, 62), labelsToReach(points, 63), labelsToReach(points, 101)]).toEqual([10, 30, null]);
  expect(course(points)).toBe("The test accuracy is 62.0 % at 10 labels and 100.0 % at 30 labels.");
});

test("the band is the t-interval of the mean, at most 100 %", () => {
  // t of one degree of freedom at 0.975: 12.706; the mean of two values 4 apart has the standard error 2
  expect(halfWidth([60, 64])).toBeCloseTo(12.706 * 2, 2);
  const { x, y, lower, upper } = banded(points);
  expect([x, y]).toEqual([
    [10, 30],
    [62, 100],
  ]);
  expect(lower![0]).toBeCloseTo(62 - 25.412, 2);
  expect(upper![1]).toBe(100);
  expect(banded([{ labels: 10, accuracies: [60] }])).toEqual({ x: [10], y: [60] });
  expect([shadedOver(1, "trials"), shadedOver(3, "trials")]).toEqual(["", "; shaded: the 95 % t-interval over 3 trials"]);
});
