import { integers, key, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { asProbabilities } from "../predictive/index.ts";
import { accuracy, bootstrap, resamples } from "./index.ts";

test("resamples are drawn with replacement: 1 - 1/e of the places are there, each list another", () => {
  const [first, second] = resamples(key(1), { size: 1000, count: 2 });
  expect([Math.min(...first!), Math.max(...first!)].every((place) => place >= 0 && place < 1000)).toBe(true);
  expect(Math.abs(new Set(first).size / 1000 - (1 - Math.exp(-1)))).toBeLessThan(0.05);
  expect(first).not.toEqual(second);
  expect(() => resamples(key(1), { size: 0, count: 2 })).toThrow("size");
});

test("a metric is taken of the rows of each list, of all arrays alike", async () => {
  const probabilities = asProbabilities(
    tensor([
      [0.9, 0.1],
      [0.2, 0.8],
      [0.6, 0.4],
    ]),
  );
  const labels = integers([0, 1, 1]);
  const lists = [Int32Array.of(0, 1, 2), Int32Array.of(2, 2, 2), Int32Array.of(0, 0, 2)];
  const values = await bootstrap([probabilities, labels], (some, y) => accuracy(some, y), lists);
  expect(values.map((value) => Number(value.toFixed(6)))).toEqual([0.666667, 0, 0.666667]);
});

test("the spread over resamples is the binomial standard error of an accuracy", async () => {
  const count = 400;
  const labels = integers(Int32Array.from({ length: count }, (_, i) => Number(i % 4 === 0)));
  const sure = asProbabilities(tensor(Array.from({ length: count }, () => [1, 0])));
  const values = await bootstrap([sure, labels], accuracy, resamples(key(3), { size: count, count: 300 }));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const stdDev = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  // sqrt(0.75 0.25 / 400); the standard deviation of 300 values is known to 4 %
  expect(Math.abs(stdDev / Math.sqrt((0.75 * 0.25) / count) - 1)).toBeLessThan(0.15);
});
