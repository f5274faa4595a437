import { expect, test } from "vitest";
import { logAxis, powerOfTen } from "./log-axis.ts";

test("powers of ten are written short, what lies between not at all", () => {
  expect([1e-7, 1e-12, 0.1, 1, 10, 1e5].map(powerOfTen)).toEqual(["10⁻⁷", "10⁻¹²", "10⁻¹", "1", "10¹", "10⁵"]);
  expect([2, 0.5, 3e-7].map(powerOfTen)).toEqual(["", "", ""]);
});

test("decimals stay while they are short", () => {
  expect(logAxis(0.002).tickFormat).toBe(",~g");
  expect(logAxis(1e-5).tickFormat).toBe(powerOfTen);
});
