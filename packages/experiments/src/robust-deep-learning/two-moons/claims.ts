import { above, asks, below, claimsFrom, mean, notAtSmoke, overRuns, type Said } from "@credence/lab";
import { valuesOf } from "../plane/classifiers.ts";
import { type MethodName, methodNames, networkNames } from "./networks.ts";
import texts from "./texts.json" with { type: "json" };
import type { MoonsNetwork, TwoMoonsResult } from "./two-moons.ts";

const at = ({ rings }: MoonsNetwork, distance: number) => rings.find((one) => one.distance === distance)!;

/** What a method's network shows, over its trainings. */
const each = (method: MethodName, value: (network: MoonsNetwork) => number) =>
  overRuns(({ networks }: TwoMoonsResult) => valuesOf(networks, method, value));
const of = (method: MethodName) => ({
  ...{ of: method, named: { network: networkNames[method] } },
  variant: method === "variational" ? ("as stated" as const) : ("as published" as const),
});

/** Epistemic uncertainty at a distance over that at the data. */
export const growth = (network: MoonsNetwork, distance: number): number => at(network, distance).epistemic! / at(network, 0).epistemic!;

/** Of the epistemic uncertainty at distance 2: where the class is decided, over where it is not. */
export const insideOverBoundary = (network: MoonsNetwork): number => {
  const { epistemicInside, epistemicBoundary } = at(network, 2);
  return (epistemicInside ?? 0) / (epistemicBoundary ?? Number.NaN);
};
const shape = ({ networks }: TwoMoonsResult, method: MethodName) => mean(valuesOf(networks, method, insideOverBoundary));

/** What the source says of its three figures. */
export const claims: readonly Said<TwoMoonsResult>[] = claimsFrom(texts, (claim) => [
  ...methodNames.map((method) => claim("accuracy", { ...of(method), ...each(method, ({ accuracy }) => accuracy), asks: above(0.99) })),
  claim("deterministic-sure", {
    ...each("deterministic", (network) => at(network, 4).total!),
    // a tenth of a coin flip
    asks: below(0.1 * Math.LN2, "nats"),
  }),
  ...(["mc-dropout", "variational", "variational-as-published"] as const).flatMap((method) =>
    [1, 2, 4].map((distance) => {
      const { of: _, named, variant } = of(method);
      return claim("grows", {
        ...{ of: `${method}-${distance}`, variant, named: { ...named, distance } },
        ...each(method, (network) => growth(network, distance)),
        asks: above(2),
      });
    }),
  ),
  ...(["variational", "variational-as-published"] as const).map((method) =>
    claim("shapes", {
      ...of(method),
      measured: (result) => [shape(result, "mc-dropout"), shape(result, method)],
      asks: asks("a factor of 2 or more between them", ([dropout, variational]) => Math.abs(Math.log(dropout! / variational!)) >= Math.LN2),
      tested: notAtSmoke,
      shows: 3,
    }),
  ),
]);
