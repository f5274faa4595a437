import { above, publishedNumbers, type Said, within, withinErrors } from "@credence/lab";
import { measuredIn } from "../regression/fit-recipe.ts";
import { type Form, forms, noisePrecisions } from "../regression/recipes.ts";
import type { BasisRegressionResult } from "./basis-regression.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
type Claim = Said<BasisRegressionResult>;

const of = (set: "polynomial" | "gaussian", form: Form, name: string): Pick<Claim, "measured" | "tested"> => ({
  measured: (result) => measuredIn(result[set], form, name),
  tested: (_, budget) => budget !== "smoke",
});

const read: readonly (readonly ["polynomial" | "gaussian", string, string, number])[] = [
  ["gaussian", "far away", "Gaussian features: variance far from the data", 0.003],
  ["gaussian", "least inside", "Gaussian features: least variance in [0.1, 0.9]", 0.003],
  ["gaussian", "most inside", "Gaussian features: largest variance in [0.1, 0.9]", 0.003],
  ["gaussian", "peak", "Gaussian features: peak left of the data", 0.003],
  ["gaussian", "place of the peak", "Gaussian features: place of the peak", 0.02],
  ["polynomial", "inside", "polynomial: mean variance in [0.1, 0.9]", 0.01],
  ["polynomial", "reaches 10 left", "polynomial: the variance reaches 10 on the left at", 0.03],
  ["polynomial", "reaches 10 right", "polynomial: the variance reaches 10 on the right at", 0.03],
];

/** What the source says of its two bases; numbers against the spread over data sets of its recipe. */
export const basisRegressionClaims: readonly Claim[] = [
  ...read.map(
    ([set, name, words, width]): Claim => ({
      id: `${set}-${name.replace("-", "minus ").replaceAll(/[^a-z0-9]+/g, "-")}`,
      variant: "as published",
      statement: `As the source's figure shows: ${words}`,
      published: published.number(set, name),
      ...of(set, "as published", name),
      asks: withinErrors(2, { width, of: "standard deviations over data sets, and the reading" }),
    }),
  ),
  ...forms.flatMap((form): Claim[] => [
    {
      id: `falls-to-noise-${form.replace(" ", "-")}`,
      variant: form,
      statement:
        "With Gaussian features the epistemic variance falls to 0 far from the data: the predictive one is that of the noise at x = 2",
      published: 1 / noisePrecisions[form],
      ...of("gaussian", form, "far away"),
      asks: within(1e-3),
    },
    {
      id: `higher-near-${form.replace(" ", "-")}`,
      variant: form,
      statement: "It is higher near the data than far from them: the peak beside the data over the variance far away",
      published: "higher values near the training distribution",
      ...of("gaussian", form, "peak over far away"),
      asks: above(1.2),
    },
    {
      id: `polynomial-grows-${form.replace(" ", "-")}`,
      variant: form,
      statement: "With polynomial features it grows without bound: the variance at x = 2",
      published: "grows far from the data",
      ...of("polynomial", form, "far away"),
      asks: above(1000),
    },
  ]),
];
