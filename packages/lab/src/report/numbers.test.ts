import { describe, expect, it } from "vitest";
import { formatDigits, formatMeasured, formatNumber, formatPublished, formatSeconds, minusSigns } from "./numbers.ts";

describe("formatNumber", () => {
  it.each([
    [0, "0"],
    [1.34217, "1.342"],
    [-120.3421, "−120.3"],
    [98721.34, "98,721"],
    [60000, "60,000"],
    [0.00012345, "0.0001235"],
    [0.0000123, "1.23e-5"],
    [-2.5e12, "−2.5e+12"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "−Infinity"],
  ])("%d is %s", (value, text) => expect(formatNumber(value)).toBe(text));
});

it.each([
  ["fell by -3.6 points, from [-0.2, 1.4] to (-.5)", "fell by −3.6 points, from [−0.2, 1.4] to (−.5)"],
  ["1-50-1, 10-13, 1e-5, --width 3, BFGS-2, f(x)-1", "1-50-1, 10-13, 1e-5, --width 3, BFGS-2, f(x)-1"],
])("a minus before a number is the sign that formatted numbers have: %s", (typed, text) => expect(minusSigns(typed)).toBe(text));

it("a published number keeps the digits of its source", () => {
  expect([-120.34, 205752, 0.0033, 1.3, 2e-7].map(formatPublished)).toEqual(["−120.34", "205,752", "0.0033", "1.3", "2e-7"]);
});

it("a spread sets the digits of its value", () => {
  const plain = (value: number, spread: number | null) => formatMeasured(value, spread).replaceAll("\u00a0", " ");
  expect(plain(1.34217, 0.0412)).toBe("1.342 ± 0.041");
  expect(plain(-98.7213, 12.44)).toBe("−99 ± 12");
  expect(plain(205752.3, 118.2)).toBe("205,752 ± 118");
  expect(plain(0.0831800012, 1.12e-6)).toBe("0.083180 ± 1.1e-6");
  expect(plain(1234.5678, 0.0123)).toBe("1,234.6 ± 0.012");
  expect(plain(98.9, 0)).toBe("98.9 ± 0");
  expect(plain(98.9, null)).toBe("98.9");
  expect(plain(1.5, Number.NaN)).toBe("1.5");
});

it("digits after the point are those asked for", () => {
  expect(formatDigits(1.3, 2)).toBe("1.30");
  expect(formatDigits(-0.5, 0)).toBe("−1");
  expect(formatDigits(Number.NaN, 2)).toBe("NaN");
});

it("seconds become words a person reads", () => {
  expect([0.4123, 9.94, 59.6, 60, 768.2, 3599.6, 45296].map(formatSeconds)).toEqual([
    "0.41 s",
    "9.9 s",
    "1 min 0 s",
    "1 min 0 s",
    "12 min 48 s",
    "1 h 0 min",
    "12 h 35 min",
  ]);
});
