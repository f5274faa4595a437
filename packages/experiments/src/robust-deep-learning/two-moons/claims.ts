import { above, asks, below, claimsFrom, notAtSmoke, runsOf, type Said } from "@credence/lab";
import { type MethodName, methodNames, networkNames } from "./networks.ts";
import texts from "./texts.json" with { type: "json" };
import type { MoonsNetwork, TwoMoonsResult } from "./two-moons.ts";

const at = ({ rings }: MoonsNetwork, distance: number) => rings.find((one) => one.distance === distance)!;

/** What a method's network shows, over its trainings. */
const each = (method: MethodName, value: (network: MoonsNetwork) => number) => ({
  measured: ({ networks }: TwoMoonsResult) => runsOf(networks).where({ method }).over(value),
  tested: notAtSmoke,
});
const of = (method: MethodName) => ({
  values: { method, network: networkNames[method] },
  variant: method === "variational" ? ("as stated" as const) : ("as published" as const),
});

/** Epistemic uncertainty at a distance over that at the data. */
export const growth = (network: MoonsNetwork, distance: number): number => at(network, distance).epistemic! / at(network, 0).epistemic!;

/** Of the epistemic uncertainty at distance 2: where the class is decided, over where it is not. */
export const insideOverBoundary = (network: MoonsNetwork): number => {
  const { epistemicInside, epistemicBoundary } = at(network, 2);
  return (epistemicInside ?? 0) / (epistemicBoundary ?? Number.NaN);
};
const shape = ({ networks }: TwoMoonsResult, method: MethodName) => runsOf(networks).where({ method }).mean(insideOverBoundary);

/** What the source says of its three figures. */
export const claims: readonly Said<TwoMoonsResult>[] = claimsFrom(texts, (claim) => [
  ...methodNames.map((method) =>
    claim("accuracy-{method}", { ...of(method), ...each(method, ({ accuracy }) => accuracy), asks: above(0.99) }),
  ),
  claim("deterministic-sure", {
    ...each("deterministic", (network) => at(network, 4).total!),
    // a tenth of a coin flip
    asks: below(0.1 * Math.LN2, "nats"),
  }),
  ...(["mc-dropout", "variational", "variational-as-published"] as const).flatMap((method) =>
    [1, 2, 4].map((distance) =>
      claim("grows-{method}-{distance}", {
        ...of(method),
        ...{ ...each(method, (network) => growth(network, distance)), asks: above(2) },
        values: { ...of(method).values, distance },
      }),
    ),
  ),
  ...(["variational", "variational-as-published"] as const).map((method) =>
    claim("shapes-{method}", {
      ...of(method),
      measured: (result) => [shape(result, "mc-dropout"), shape(result, method)],
      asks: asks("a factor of 2 or more between them", ([dropout, variational]) => Math.abs(Math.log(dropout! / variational!)) >= Math.LN2),
      tested: notAtSmoke,
      shows: 3,
    }),
  ),
]);
