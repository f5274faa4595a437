import { expect, test } from "vitest";
import { toItsDoubt } from "./tables.ts";

test.each([
  [2013.4172, 0.31, "2013.42"],
  [104_233.71, 31, "104234"],
  [104_233.71, 3100, "104234"],
  [0.000123456, 0.00002, "0.000123"],
  [-1.5, 0, "-1.5"],
])("%s with a standard deviation of %s is told as %s", (value, stdDev, told) => {
  expect(toItsDoubt(value, stdDev)).toBe(told);
});
