import { above, all, asks, below, between, publishedNumbers, type Reason, type Said, within, withinErrors } from "@credence/lab";
import { measuredIn } from "../regression/fit-recipe.ts";
import { measureOf, readClaims } from "../regression/read-claims.ts";
import { forms } from "../regression/recipes.ts";
import type { LinearRegressionResult } from "./linear-regression.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
type Claim = Said<LinearRegressionResult>;

const noiseTwice: Reason = {
  because: "artefact of the source's code",
  evidence: "The code takes 1 / (2 sigma^2) for the precision of the noise: a variance of 0.08, twice the true 0.04.",
};

const read = [
  ["plain", "least", "least predictive variance", 0.02],
  ["plain", "place of the least", "place of the least variance", 0.3],
  ["plain", "reaches 1 left", "the variance reaches 1 on the left at", 0.3],
  ["plain", "reaches 1 right", "the variance reaches 1 on the right at", 0.3],
  ["gap", "at 0", "two clouds: variance at 0", 0.005],
  ["gap", "at -12", "two clouds: variance at -12", 0.005],
  ["gap", "at 12", "two clouds: variance at 12", 0.005],
] as const;

/** What the source says of its two figures; numbers against the spread over data sets of its recipe. */
export const linearRegressionClaims: readonly Claim[] = [
  ...readClaims(published, read),
  ...forms.flatMap((form): Claim[] => [
    {
      id: `grows-${form.replace(" ", "-")}`,
      variant: form,
      statement: "The predictive variance increases far from the training area: at 10 over its least",
      published: "increases far from the training area",
      ...measureOf("plain", form, "growth"),
      asks: above(2),
    },
    {
      id: `barycentre-${form.replace(" ", "-")}`,
      variant: form,
      statement: "Its minimum is right at the barycentre of the training inputs: distance from it",
      published: 0,
      ...measureOf("plain", form, "from the barycentre"),
      asks: within(0.15),
    },
    {
      id: `barycentre-of-two-${form.replace(" ", "-")}`,
      variant: form,
      statement: "With two clouds its minimum is still at the barycentre: distance from it",
      published: 0,
      ...measureOf("gap", form, "from the barycentre"),
      // half a step of the grid of 100 places, and the pull of the prior
      asks: within(0.2),
    },
    {
      id: `gap-less-${form.replace(" ", "-")}`,
      variant: form,
      statement: "With two clouds the variance grows much less: at 10 over its least, one cloud of as many points and two",
      published: "increases, but much less",
      measured: ({ small, gap }) => [measuredIn(small, form, "growth"), measuredIn(gap, form, "growth")],
      asks: asks("two clouds above 1 and below half of one", ([one, two]) => two! > 1 && two! < one! / 2),
      tested: (_, budget) => budget !== "smoke",
      shows: 2,
    },
    {
      id: `coverage-${form.replace(" ", "-")}`,
      variant: form,
      statement: "95% intervals hold 95% of fresh targets, drawn as the training data are",
      published: 0.95,
      ...measureOf("plain", form, "coverage"),
      asks: between(0.93, 0.97),
      ...(form === "as published" ? { reason: noiseTwice } : {}),
    },
  ]),
  {
    id: "flat-prior-identity",
    variant: "as stated",
    statement: "With alpha = 0 and beta = 1 the variance is 1 + phi' Sigma phi: largest difference at seven inputs",
    published: 0,
    measured: ({ plain }) => plain.flat,
    asks: below(1e-9),
    tested: () => true,
  },
  {
    id: "noise-variance",
    variant: "as stated",
    statement: "The variance of the noise is 0.04, not the 0.08 that the code uses: the one that makes the data most probable",
    published: 0.04,
    ...measureOf("plain", "as published", "evidentNoiseVariance"),
    asks: all(withinErrors(2, { of: "standard deviations over data sets" }), below(0.08)),
  },
];
