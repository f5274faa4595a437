import type { Claim } from "@credence/lab";
import { describe, expect, test } from "vitest";
import { claimsText, failuresText, verdictCountsText } from "./claims.ts";

const claim: Claim = {
  id: "bnn-gaussian",
  variant: "as published",
  statement: "Bayes by backprop with a Gaussian prior, 400 units: test error in per cent",
  published: 1.82,
  measured: 1.84567,
  spread: 0.0412,
  tolerance: "at most 2.0",
  verdict: "reproduced",
};
const failed: Claim = { ...claim, measured: 2.5, spread: null, verdict: "not reproduced", because: "shorter training" };
const untested: Claim = { ...claim, published: "BALD above random", measured: null, spread: null, verdict: "not tested at this budget" };
const many = (count: number, one: Claim) => Array.from({ length: count }, () => one);

describe("the claims of a run", () => {
  test("are a table of 80 columns: failures first with the reason, then successes; what was not tested is counted", () => {
    expect(claimsText([untested, claim, failed], { width: 80 })).toMatchInlineSnapshot(`
      "claim                               published       measured  verdict
      Bayes by backprop with a Gaussian        1.82            2.5  not reproduced:
      prior, 400 units: test error in                               shorter training
      per cent (as published; at most
      2.0)
      Bayes by backprop with a Gaussian        1.82  1.846 ± 0.041  reproduced
      prior, 400 units: test error in
      per cent (as published; at most
      2.0)

      1 not reproduced, 1 reproduced, 1 not tested at this budget
      "
    `);
  });

  test("beyond a handful successes are a count", () => {
    expect(claimsText(many(5, claim), { width: 80 })).toContain("1.846 ± 0.041");
    expect(claimsText([...many(6, claim), untested], { width: 80 })).toBe("6 reproduced, 1 not tested at this budget\n");
    const text = claimsText([...many(6, claim), failed], { width: 80 });
    expect(text).toContain("2.5");
    expect(text).not.toContain("1.846");
  });

  test("that were none say so", () => {
    expect(claimsText([], { width: 80 })).toBe("This experiment makes no claims.\n");
    expect(verdictCountsText([])).toBe("no claims");
  });
});

describe("the claims of a book that failed", () => {
  const of = (chapter: string, claims: readonly Claim[]) => claims.map((one) => ({ claim: one, chapter }));

  test("name their chapter and the reason; nothing else is listed", () => {
    const text = failuresText([...of("mnist-error", [claim, untested]), ...of("mnist-weights", [failed])], { width: 200 });
    expect(text).toMatch(/\nmnist-weights: Bayes by backprop .* not reproduced: shorter training\n$/);
    expect(text).not.toContain("mnist-error:");
    expect(failuresText(of("mnist-error", [claim, untested]), { width: 200 })).toBe("");
  });

  test("are listed up to a number, and counted beyond", () => {
    const text = failuresText(of("mnist-error", many(25, failed)), { width: 200, most: 10 });
    expect(text.match(/at most 2\.0/g)).toHaveLength(10);
    expect(text).toContain("\nand 15 more that failed, in the report\n");
  });
});
