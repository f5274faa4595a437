import { expect, test } from "vitest";
import { wilsonInterval } from "./wilson.ts";

test("solves (share - p)^2 = z^2 p (1 - p) / n", () => {
  for (const [right, count] of [
    [3, 10],
    [9, 9],
    [500, 552],
  ])
    for (const p of wilsonInterval(right, count))
      expect((right / count - p) ** 2).toBeCloseTo((1.959963984540054 ** 2 * p * (1 - p)) / count, 12);
});

test("two images say little, whatever they are", () => {
  // of none and of all one bound is the share itself, the other (z^2 / n) / (1 + z^2 / n) away from it
  expect(wilsonInterval(0, 2)[0]).toBe(0);
  expect(wilsonInterval(0, 2)[1]).toBeCloseTo(0.6576, 4);
  expect(wilsonInterval(2, 2)[0]).toBeCloseTo(0.3424, 4);
});

test("none and all of any count have 0 and 1 as their bound, not what rounding leaves", () => {
  for (const count of [1, 3, 7, 15, 100, 1000, 9906]) {
    expect(wilsonInterval(0, count)[0]).toBe(0);
    expect(wilsonInterval(count, count)[1]).toBe(1);
  }
});
