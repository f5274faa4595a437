import { expect, test } from "vitest";
import { ranked } from "./ranked.ts";

test("named numbers from the lowest on or from the highest, each with its unit; what is no number is left out", () => {
  const values = [
    ["plain", 1.86],
    ["BNN", 1.344],
    ["none", Number.NaN],
  ] as const;
  expect(ranked(values, { digits: 2, unit: " %" })).toBe("1.34 % (BNN), 1.86 % (plain)");
  expect(ranked(values, { from: "highest" })).toBe("1.86 (plain), 1.344 (BNN)");
  expect(ranked(Array.from("ihgfedcba", (name, i) => [name, 9 - i]))).toBe("1 (a), 2 (b), 3 (c), to 9 (i)");
});
