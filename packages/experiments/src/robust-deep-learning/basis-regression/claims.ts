import { above, publishedNumbers, type Said, within } from "@credence/lab";
import { measureOf, readClaims } from "../regression/read-claims.ts";
import { forms, noisePrecisions } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
type Claim = Said<BasisRegressionResult>;

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
export const basisRegressionClaims: readonly Claim[] = [
  ...readClaims(published, read),
  ...forms.flatMap((form): Claim[] => [
    {
      id: `falls-to-noise-${form.replace(" ", "-")}`,
      variant: form,
      statement:
        "With Gaussian features the epistemic variance falls to 0 far from the data: the predictive one is that of the noise at x = 2",
      published: 1 / noisePrecisions[form],
      ...measureOf("gaussian", form, "far away"),
      asks: within(1e-3),
    },
    {
      id: `higher-near-${form.replace(" ", "-")}`,
      variant: form,
      statement: "It is higher near the data than far from them: the peak beside the data over the variance far away",
      published: "higher values near the training distribution",
      ...measureOf("gaussian", form, "peak over far away"),
      asks: above(1.2),
    },
    {
      id: `polynomial-grows-${form.replace(" ", "-")}`,
      variant: form,
      statement: "With polynomial features it grows without bound: the variance at x = 2",
      published: "grows far from the data",
      ...measureOf("polynomial", form, "far away"),
      asks: above(1000),
    },
  ]),
];
