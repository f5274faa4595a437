import { expect, test } from "vitest";
import { ranked } from "./ranked.ts";

test("named numbers from the lowest on or from the highest, each with its unit; what is no number is left out", () => {
  const values = [
    ["plain", 1.86],
    ["BNN", 1.344],
    ["none", Number.NaN],
  ] as const;
  expect(ranked(values, { digits: 2, unit: " %" })).toBe("BNN 1.34 %, plain 1.86 %");
  expect(ranked(values, { from: "highest" })).toBe("plain 1.86, BNN 1.344");
  const withComma = [
    ["plain, scaled", 0.5],
    ["plain", 0.25],
  ] as const;
  expect(ranked(withComma)).toBe("plain 0.25; plain, scaled 0.5");
});
