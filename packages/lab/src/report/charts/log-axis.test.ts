import { expect, test } from "vitest";
import { leastOf, logAxis, logarithmicAxis, multipleOfTen, symlogAxis } from "./log-axis.ts";

test("small numbers are written as powers of ten and multiples of them", () => {
  expect([1e-7, 1e-12, 0.1, 1, 10, 1e5].map(multipleOfTen)).toEqual(["10⁻⁷", "10⁻¹²", "10⁻¹", "1", "10¹", "10⁵"]);
  expect([2, 0.5, 3e-7].map(multipleOfTen)).toEqual(["2", "5·10⁻¹", "3·10⁻⁷"]);
});

test("decimals stay while they are short", () => {
  expect(logAxis(0.002, 1).tickFormat).toBe(",~r");
  expect(logAxis(1e-5, 1).tickFormat).toBe(multipleOfTen);
});

test.each([
  [1e-5, 1e3, [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000]],
  [5, 943, [10, 30, 100, 300]],
  [1.3, 100, [3, 10, 30, 100]],
  [1.5, 10, [2, 3, 5, 7, 10]],
  [0.02, 0.07, [0.02, 0.03, 0.05, 0.07]],
  [3e-5, 0.2, [1e-4, 1e-3, 0.01, 0.1]],
  [2e-7, 2e-4, [1e-6, 1e-5, 1e-4]],
  [1e-8, 1e8, [1e-8, 1e-6, 1e-4, 0.01, 1, 100, 1e4, 1e6, 1e8]],
])("from %d to %d every tick has its number, and each decade the same", (low, high, expected) => {
  const { ticks } = logAxis(low, high);
  expect(ticks).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect((ticks as readonly number[])[i]! / value).toBeCloseTo(1, 12);
});

test("an axis too short for multiples of powers of ten leaves its ticks to the chart", () => {
  expect(logAxis(1.51, 1.72).ticks).toBe(6);
});

test("the least of more values than a call takes as arguments", () => {
  const values = Array.from({ length: 500_000 }, (_, i) => 1 + Math.abs(i - 300_000));
  expect(leastOf(values)).toBe(1);
  expect(leastOf([2, Number.NaN])).toBeNaN();
  expect(leastOf([])).toBe(Infinity);
});

test("with a negative value the axis is linear below its power of ten and logarithmic beyond", () => {
  const axis = symlogAxis([340_000, 12_000, -812]);
  expect(axis).toMatchObject({ type: "symlog", constant: 100, ticks: [-100, 0, 100, 1000, 10_000, 100_000] });
  expect(axis.ticks.map(axis.tickFormat)).toEqual(["−100", "0", "100", "1,000", "10,000", "100,000"]);
});

test("with a 0 it begins at the smallest positive value, five decades below the largest at most", () => {
  expect(symlogAxis([0, 0.02, 3]).constant).toBe(0.01);
  const wide = symlogAxis([0, 1e-9, 3]);
  expect(wide.constant).toBe(1e-5);
  expect(wide.ticks.map(wide.tickFormat)).toEqual(["0", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "1"]);
});

test("a logarithm stays where all values, or the window, are positive", () => {
  expect(logarithmicAxis([2, 3], undefined).type).toBe("log");
  expect(logarithmicAxis([0, 3], [1, 10]).type).toBe("log");
  expect(logarithmicAxis([0, 3], undefined).type).toBe("symlog");
});
