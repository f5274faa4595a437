import type { Tensor } from "@credence/tensor";
import { bernoulliLikelihood, categoricalLikelihood, type Likelihood, normalLikelihood } from "credence";
import { type Input, integersOf, numberOf, objectOf, tensorOf } from "./input.ts";

/** The likelihood of a case, and how its targets are read. */
export function likelihoodOf(input: Input): { readonly likelihood: Likelihood; readonly targets: () => Tensor } {
  const description = objectOf(input, "likelihood");
  const { kind } = description;
  if (kind === "categorical") return { likelihood: categoricalLikelihood(), targets: () => integersOf(input, "y") };
  if (kind === "bernoulli") return { likelihood: bernoulliLikelihood(), targets: () => tensorOf(input, "y") };
  if (kind === "normal")
    return { likelihood: normalLikelihood({ stdDev: numberOf(description, "stdDev") }), targets: () => tensorOf(input, "y") };
  throw new Error(`input likelihood is of kind "${kind}", expected categorical, bernoulli or normal`);
}
