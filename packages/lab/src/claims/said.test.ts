import { describe, expect, test } from "vitest";
import type { Reason } from "./claim.ts";
import { counted, measuredOver, rounded } from "./quantity.ts";
import { explained, judge, judgeAll, type Said } from "./said.ts";
import { against } from "./shown.ts";
import { asks, lowestIs, within, withinErrors } from "./tolerance.ts";

interface Errors {
  readonly errors: readonly number[];
  readonly missing?: boolean;
}

const error: Said<Errors> = {
  id: "error",
  statement: "Test error in %",
  published: 1.31,
  measured: ({ errors }) => measuredOver(errors, "runs"),
  asks: within(0.1, "points"),
  tested: (_, budget) => budget === "paper",
};

const order: Said<Errors> = {
  id: "order",
  variant: "as published",
  statement: ({ errors }, budget) => `The first of ${errors.length} is lowest, at ${budget}`,
  published: [1, 2],
  measured: ({ errors, missing }) => [errors[0], missing ? null : errors[1]],
  asks: lowestIs(0),
  tested: () => true,
  shows: against(1, "%"),
};

const judged = (said: Said<Errors>, result: Errors, budget: "smoke" | "default" | "paper" = "paper") => judge(said, { result, budget });

describe("a claim as data", () => {
  test("one number: its mean, the spread of the runs and what it is a spread of", () => {
    expect(judged(error, { errors: [1.3, 1.4] })).toEqual({
      id: "error",
      variant: "as stated",
      statement: "Test error in %",
      published: 1.31,
      measured: expect.closeTo(1.35, 12),
      spread: expect.closeTo(Math.SQRT1_2 / 10, 12),
      spreadOf: "runs",
      tolerance: "within 0.1 points",
      verdict: "reproduced",
    });
    expect(judged(error, { errors: [1.5] })).toMatchObject({ measured: 1.5, spread: null, verdict: "not reproduced" });
    expect(judged(error, { errors: [1.3] }, "smoke").verdict).toBe("not tested at this budget");
  });

  test("a tolerance may count in its spread, which is none for one run", () => {
    const counting: Said<Errors> = { ...error, asks: withinErrors(2) };
    expect(judged(counting, { errors: [1.3, 1.44] }).verdict).toBe("reproduced");
    expect(judged(counting, { errors: [1.37, 1.38] }).verdict).toBe("not reproduced");
    expect(judged(counting, { errors: [1.32] }).verdict).toBe("not reproduced");
  });

  test("what was not measured is not tested; a number that is missing is not reproduced", () => {
    const anything: Said<Errors> = { ...error, asks: asks("anything", () => true) };
    expect(judged(anything, { errors: [] })).toMatchObject({ measured: null, verdict: "not tested at this budget" });
    expect(judged({ ...anything, measured: () => null }, { errors: [] })).toMatchObject({ measured: null, verdict: "not reproduced" });
    const inPart: Said<Errors> = { ...anything, measured: ({ errors }) => [errors[0], undefined] };
    expect(judged(inPart, { errors: [1] })).toMatchObject({ measured: "1.00, -", verdict: "not tested at this budget" });
    const { tested: _, ...always } = anything;
    expect(judged(always, { errors: [1.3] }, "smoke").verdict).toBe("reproduced");
    expect(judged({ ...order, asks: asks("anything", () => true) }, { errors: [1, 2], missing: true })).toMatchObject({
      measured: "1.0 % against -",
      verdict: "not reproduced",
    });
  });

  test("a statement begins as a sentence does, with whatever name it begins", () => {
    expect(judged({ ...order, statement: "dropout comes first" }, { errors: [1, 2] }).statement).toBe("Dropout comes first");
    expect(judged({ ...order, statement: "σ₂ is subtle" }, { errors: [1, 2] }).statement).toBe("σ₂ is subtle");
  });

  test("several numbers are written as the published ones are", () => {
    expect(judged(order, { errors: [1.25, 2] })).toMatchObject({
      variant: "as published",
      statement: "The first of 2 is lowest, at paper",
      published: "1.0 % against 2.0 %",
      measured: "1.3 % against 2.0 %",
      tolerance: "number 1 is the lowest",
      verdict: "reproduced",
    });
    expect(judged(order, { errors: [2, 2] }).verdict).toBe("not reproduced");
  });

  test("published numbers may depend on what a result compares", () => {
    const cells: Said<Errors> = { ...order, published: ({ errors }) => [1, 2, 3].slice(0, errors.length) };
    expect(judged(cells, { errors: [1.25, 2] }).published).toBe("1.0 % against 2.0 %");
    expect(judged(cells, { errors: [1.25] }).published).toBe("1.0 %");
  });

  test("a reason stands with a claim that failed, and with no other", () => {
    const reason: Reason = { because: "wrong file", evidence: "The files of 400 and 1200 units are swapped." };
    const [known, early] = [reason, { ...reason, at: "default" as const }].map((one) => explained([order], { order: one })[0]!);
    expect(judged(known!, { errors: [2, 1] })).toMatchObject(reason);
    expect(judged(known!, { errors: [1, 2] })).not.toHaveProperty("because");
    expect(judged(early!, { errors: [2, 1] }, "default").evidence).toBe(reason.evidence);
    expect(judged(early!, { errors: [2, 1] }, "paper")).not.toHaveProperty("because");
    expect(() => explained([error], { eror: reason })).toThrow('no claim has the id "eror"');
  });

  test("a row that only some results have", () => {
    const claims = [error, { ...order, where: ({ errors }: Errors) => errors.length > 1 }];
    expect(judgeAll(claims, { errors: [1] }, "smoke").map(({ id }) => id)).toEqual(["error"]);
    expect(judgeAll(claims, { errors: [1, 2] }, "smoke").map(({ id }) => id)).toEqual(["error", "order"]);
  });
});

test("a counted share has the binomial standard error", () => {
  expect(counted(1.5, 10_000).error).toEqual({ of: "counting", n: 10_000, size: expect.closeTo(0.12155, 5) });
});

test("numbers of a record, and lists of them, to some digits; what is none stays", () => {
  expect(rounded({ layer: "conv", kl: 1234.567, sds: [0.123456, 2], missing: null }, 4)).toEqual({
    sds: [0.1235, 2],
    layer: "conv",
    kl: 1235,
    missing: null,
  });
});
