import { expect, test } from "vitest";
import { leastOf, logAxis, powerOfTen } from "./log-axis.ts";

test("powers of ten are written short, what lies between not at all", () => {
  expect([1e-7, 1e-12, 0.1, 1, 10, 1e5].map(powerOfTen)).toEqual(["10⁻⁷", "10⁻¹²", "10⁻¹", "1", "10¹", "10⁵"]);
  expect([2, 0.5, 3e-7].map(powerOfTen)).toEqual(["", "", ""]);
});

test("decimals stay while they are short", () => {
  expect(logAxis(0.002).tickFormat).toBe(",~g");
  expect(logAxis(1e-5).tickFormat).toBe(powerOfTen);
});

test("the least of more values than a call takes as arguments", () => {
  const values = Array.from({ length: 500_000 }, (_, i) => 1 + Math.abs(i - 300_000));
  expect(leastOf(values)).toBe(1);
  expect(leastOf([2, Number.NaN])).toBeNaN();
  expect(leastOf([])).toBe(Infinity);
});
