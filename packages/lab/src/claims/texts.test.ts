import { expect, test } from "vitest";
import type { BudgetName } from "../experiment.ts";
import { explained, judgeAll, type Said } from "./said.ts";
import { claimsFrom, filled, kebab, reasonsOf, said, type ToleranceText } from "./texts.ts";
import { above, below } from "./tolerance.ts";

const texts = {
  "error-{units}": {
    statement: "Test error of {units} units (%)",
    variant: "as published",
    asks: { below: 2, unit: "%" },
    from: "default",
  },
  calibrated: {
    statement: "It is calibrated",
    published: "well calibrated",
    reason: { because: "chance", evidence: "Another seed is." },
  },
};
const claims: readonly Said<{ readonly error: number }>[] = [
  said(texts, "error-{units}", { values: { units: 400 }, published: 1.3, measured: ({ error }) => error }),
  said(texts, "calibrated", { measured: ({ error }) => error, asks: below(1) }),
];

test("a claim has the words of the JSON, filled, and the measure of the code", () => {
  expect(judgeAll(claims, { error: 1.5 }, "paper")).toMatchObject([
    { id: "error-400", statement: "Test error of 400 units (%)", variant: "as published", published: 1.3, tolerance: "below 2 %" },
    { id: "calibrated", variant: "as stated", published: "well calibrated", verdict: "not reproduced", because: "chance" },
  ]);
  const verdicts = (["smoke", "default", "paper"] as const satisfies readonly BudgetName[]).map(
    (budget) => judgeAll(claims, { error: 1.5 }, budget)[0]!.verdict,
  );
  expect(verdicts).toEqual(["not tested at this budget", "reproduced", "reproduced"]);
});

test.each<[ToleranceText, string]>([
  [{ above: 1 }, "above 1"],
  [{ below: 1, unit: "nats" }, "below 1 nats"],
  [{ between: [0.8, 1.25] }, "between 0.8 and 1.25"],
  [{ within: 2, unit: "points" }, "within 2 points"],
  [{ withinPercent: 5 }, "within 5 %"],
])("a tolerance as data: %o", (asks, words) => {
  expect(said({ a: { statement: "A", published: "a", asks } }, "a", { measured: () => 1 }).asks).toMatchObject({ words });
});

test("a name without a value, a word that is none and a claim of nothing are told", () => {
  expect(() => filled("{case} of {set}", { case: "i" })).toThrow('"{case} of {set}": there is no value for {set}');
  const measured = () => 1;
  const wrong = { statement: "A", published: "a", asks: { below: 1 } };
  expect(() => said({ a: { ...wrong, variant: "as guessed" } }, "a", { measured })).toThrow(
    '"as guessed" in the words of a claim, expected one of: as published, as stated',
  );
  expect(() => said({ a: { ...wrong, from: "big" } }, "a", { measured })).toThrow('"big" in the words of a claim, expected one of: smoke');
  expect(() => said({ a: { statement: "A", asks: { below: 1 } } }, "a", { measured })).toThrow('claim "a": "published" stands neither');
  expect(() => said({ a: { statement: "A", published: "a", asks: {} } }, "a", { measured })).toThrow('claim "a": "asks" stands neither');
  expect(() => reasonsOf([{ claims: ["a"], because: "weather", evidence: "Rain." }])).toThrow('"weather"');
});

test("one reason explains several claims", () => {
  const reasons = reasonsOf([{ claims: ["error-400", "calibrated"], because: "shorter training", evidence: "It ran 3 epochs." }]);
  expect(explained(claims, reasons).map(({ reason }) => reason?.because)).toEqual(["shorter training", "shorter training"]);
});

test("the claims of an experiment have their words, and a reason of several stands once", () => {
  const chance = { because: "chance", evidence: "Few errors." } as const;
  const texts = { claims: { "far-{method}": { statement: "{method} doubts what is far away", published: 1 } } };
  const made = (reasons: readonly { claims: string[]; because: string; evidence: string }[]) =>
    claimsFrom<number, "far-{method}">({ ...texts, reasons }, (claim) =>
      ["a", "b", "c"].map((method) => claim("far-{method}", { values: { method }, measured: (result) => result, asks: above(1) })),
    );
  const [first, second, third] = made([{ claims: ["far-a", "far-c"], ...chance }]);
  expect(first).toMatchObject({ id: "far-a", statement: "a doubts what is far away", published: 1, reason: chance });
  expect(second!.reason).toBeUndefined();
  expect(third!.reason).toEqual(chance);
  expect(() => made([{ claims: ["far"], ...chance }])).toThrow('no claim has the id "far"');
});

test("names as parts of ids", () => {
  expect(["as published", "ODIN", "4"].map(kebab)).toEqual(["as-published", "odin", "4"]);
});
