import { expectObject, refused } from "../settings.ts";
import { ardNormal } from "./ard-normal.ts";
import { bernoulli } from "./bernoulli.ts";
import { categorical } from "./categorical.ts";
import type { Distribution, DistributionDescription } from "./distribution.ts";
import { laplace } from "./laplace.ts";
import { normal } from "./normal.ts";
import { scaleMixture } from "./scale-mixture.ts";
import { studentT } from "./student-t.ts";

type Described<Kind extends DistributionDescription["kind"]> = Extract<DistributionDescription, { kind: Kind }>;

const factories: { readonly [Kind in DistributionDescription["kind"]]: (description: Described<Kind>) => Distribution } = {
  normal,
  ardNormal,
  scaleMixture,
  laplace,
  studentT,
  categorical,
  bernoulli,
};

/**
 * Builds a distribution again from its `toJSON()`.
 *
 * @throws for a kind that no distribution of this library has, and for parameters its factory refuses
 * @example
 * distributionFromJSON({ kind: "laplace", mean: 0, scale: 0.15 }).kind // => "laplace"
 */
export function distributionFromJSON(description: DistributionDescription): Distribution {
  expectObject("distributionFromJSON", "description", description, "what a distribution's toJSON() gives");
  const { kind, ...parameters } = description;
  if (!Object.hasOwn(factories, kind)) throw refused("distributionFromJSON", "kind", kind, Object.keys(factories).join(", "));
  return (factories[kind] as (parameters: object) => Distribution)(parameters);
}
