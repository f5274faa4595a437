import { expect, test } from "vitest";
import { leading, ranked } from "./ranked.ts";

test("named numbers from the lowest on or from the highest, each with its unit; what is no number is left out", () => {
  const values = [
    ["plain", 1.86],
    ["BNN", 1.344],
    ["none", Number.NaN],
  ] as const;
  expect(ranked(values, { digits: 2, unit: "%" })).toBe("1.34 % (BNN), 1.86 % (plain)");
  expect(ranked(values, { from: "highest" })).toBe("1.86 (plain), 1.344 (BNN)");
  expect(ranked([["(i)", 6399.4]], { digits: 0 })).toBe("6,399 (i)");
  expect(ranked(Array.from("fedcba", (name, i) => [name, 6 - i]))).toBe("1 (a), 2 (b), 3 (c), to 6 (f)");
});

test("a sentence names the lowest or the highest, unless the first two read alike", () => {
  const errors = [
    ["plain", 1.86],
    ["BNN", 1.34],
  ] as const;
  expect(leading("test error", errors, { unit: "%" })).toBe("The lowest test error is 1.34 % (BNN), then 1.86 (plain).");
  expect(leading("test error", errors, { digits: 0, from: "highest" })).toBe("The highest test error is 2 (plain), then 1 (BNN).");
  expect(
    leading(
      "test error",
      [
        ["a", 1.01],
        ["b", 1],
      ],
      { digits: 1 },
    ),
  ).toBe("Test error: 1.0 (b), 1.0 (a).");
  const long = Array.from({ length: 6 }, (_, i) => [`the mixture of sd ${i}`, i] as const);
  expect(leading("test error", long)).toBe(
    "The lowest test error is 0 (the mixture of sd 0), then 1 (the mixture of sd 1), to 5 (the mixture of sd 5).",
  );
  expect(leading("test error", [["a", 1]])).toBe("Test error: 1 (a).");
  const cases = [
    ["(i)", 2],
    ["(ii)", 1],
  ] as const;
  expect(leading("test error", cases)).toBe("The lowest test error is 1 (ii), then 2 (i).");
});

test("what was not measured is left out", () => {
  const values = [
    ["plain", null],
    ["BNN", 1.34],
  ] as const;
  expect(ranked(values, { digits: 2 })).toBe("1.34 (BNN)");
});
