import {
  above,
  all,
  asks,
  below,
  between,
  claimsFrom,
  kebab,
  notAtSmoke,
  publishedNumbers,
  type Said,
  within,
  withinErrors,
} from "@credence/lab";
import { measuredIn } from "../regression/fit-recipe.ts";
import { measureOf, readClaims } from "../regression/read-claims.ts";
import { forms } from "../regression/recipes.ts";
import type { LinearRegressionResult } from "./linear-regression.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** What the source says of its two figures; numbers against the spread over data sets of its recipe. */
export const claims: readonly Said<LinearRegressionResult>[] = claimsFrom(texts, (claim) => [
  ...readClaims(published, texts.read),
  ...forms.flatMap((form) => [
    claim("grows-{form}", { ...measureOf("plain", form, "growth"), asks: above(2) }),
    claim("barycentre-{form}", { ...measureOf("plain", form, "from the barycentre"), asks: within(0.15) }),
    // half a step of the grid of 100 places, and the pull of the prior
    claim("barycentre-of-two-{form}", { ...measureOf("gap", form, "from the barycentre"), asks: within(0.2) }),
    claim("gap-less-{form}", {
      ...{ variant: form, values: { form: kebab(form) }, tested: notAtSmoke },
      measured: ({ small, gap }) => [measuredIn(small, form, "growth"), measuredIn(gap, form, "growth")],
      asks: asks("two clouds above 1 and below half of one", ([one, two]) => two! > 1 && two! < one! / 2),
    }),
    claim("coverage-{form}", { ...measureOf("plain", form, "coverage"), asks: between(0.93, 0.97) }),
  ]),
  claim("flat-prior-identity", { measured: ({ plain }) => plain.flat, asks: below(1e-9) }),
  claim("noise-variance", {
    ...measureOf("plain", "as published", "evidentNoiseVariance"),
    variant: "as stated",
    asks: all(withinErrors(2, { of: "standard deviations over data sets" }), below(0.08)),
  }),
]);
