import { above, claimsFrom, publishedNumbers, type Said, within } from "@credence/lab";
import { measureOf, readClaims } from "../regression/read-claims.ts";
import { forms, noisePrecisions } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);

const read = [
  ["gaussian", "far away", "Gaussian features: variance far from the data", 0.003],
  ["gaussian", "least inside", "Gaussian features: least variance in [0.1, 0.9]", 0.003],
  ["gaussian", "most inside", "Gaussian features: largest variance in [0.1, 0.9]", 0.003],
  ["gaussian", "peak", "Gaussian features: peak left of the data", 0.003],
  ["gaussian", "place of the peak", "Gaussian features: place of the peak", 0.02],
  ["polynomial", "inside", "polynomial: mean variance in [0.1, 0.9]", 0.01],
  ["polynomial", "reaches 10 left", "polynomial: the variance reaches 10 on the left at", 0.03],
  ["polynomial", "reaches 10 right", "polynomial: the variance reaches 10 on the right at", 0.03],
] as const;

/** What the source says of its two bases; numbers against the spread over data sets of its recipe. */
export const claims: readonly Said<BasisRegressionResult>[] = claimsFrom(texts, (claim) => [
  ...readClaims(published, read),
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
