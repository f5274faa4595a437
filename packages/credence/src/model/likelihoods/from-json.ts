import { describeValue } from "@credence/tensor";
import { expectObject } from "../../settings.ts";
import * as kinds from "./kinds.ts";
import type { Likelihood, LikelihoodDescription } from "./likelihood.ts";

/** Builds a likelihood again from its `toJSON()`. @throws for a kind that is not the library's */
export function likelihoodFromJSON(description: LikelihoodDescription): Likelihood {
  expectObject("likelihoodFromJSON", "description", description, "what a likelihood's toJSON() gives");
  const { kind, ...settings } = description;
  if (!Object.hasOwn(kinds, kind))
    throw new Error(
      `likelihood: the kind is ${describeValue(kind)}, expected one of ${Object.keys(kinds).join(", ")}; one of your own comes with its model: loadPosterior(bytes, { model })`,
    );
  return (kinds as unknown as Record<string, (settings: object) => Likelihood>)[kind]!(settings);
}
