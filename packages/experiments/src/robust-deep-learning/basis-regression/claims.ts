import { above, claimsFrom, publishedNumbers, type Said, within } from "@credence/lab";
import { measureOf, readClaims } from "../regression/read-claims.ts";
import { forms, noisePrecisions } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** What the source says of its two bases; numbers against the spread over data sets of its recipe. */
export const claims: readonly Said<BasisRegressionResult>[] = claimsFrom(texts, (claim) => [
  ...readClaims(published, texts.read),
  ...forms.flatMap((form) => [
    claim("falls-to-noise-{form}", {
      ...measureOf("gaussian", form, "far away"),
      published: 1 / noisePrecisions[form],
      asks: within(1e-3),
    }),
    claim("higher-near-{form}", { ...measureOf("gaussian", form, "peak over far away"), asks: above(1.2) }),
    claim("polynomial-grows-{form}", { ...measureOf("polynomial", form, "far away"), asks: above(1000) }),
  ]),
]);
