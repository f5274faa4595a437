import { above, asks, below, claimsFrom, notAtSmoke, runsOf, type Said, within } from "@credence/lab";
import type { LogisticFit, LogisticResult } from "./logistic-uncertainty.ts";
import { type MethodName, methodNames, words } from "./methods.ts";
import texts from "./texts.json" with { type: "json" };

/** What a method's fit shows, over its data sets. */
const each = (method: MethodName, value: (fit: LogisticFit) => number | null) => ({
  measured: ({ fits }: LogisticResult) => runsOf(fits).where({ method }).over(value),
  tested: notAtSmoke,
});
const of = (method: MethodName) => ({
  values: { method, label: words[method] },
  variant: method === "laplace" || method === "variational" ? ("as stated" as const) : ("as published" as const),
});
const meanDivergence = ({ fits }: LogisticResult, method: MethodName) =>
  runsOf(fits)
    .where({ method })
    .mean((fit) => fit.divergence);

/** Epistemic uncertainty at distance 4 from the nearest point over that at the points. */
export const growth = ({ epistemic: { far, atData } }: LogisticFit): number => far / atData;

/** What the source says of its three figures, and what its forms of Laplace and of the bound are. */
export const claims: readonly Said<LogisticResult>[] = claimsFrom(texts, (claim) => [
  ...methodNames.map((method) =>
    claim("accuracy-{method}", { ...of(method), ...each(method, ({ accuracy }) => accuracy), asks: within(0.005) }),
  ),
  claim("map-sure", { ...each("map", ({ totalFar }) => totalFar), asks: below(0.25 * Math.LN2, "nats") }),
  ...(["laplace", "laplace-as-published", "variational", "variational-as-published"] as const).map((method) =>
    claim("grows-{method}", { ...of(method), ...each(method, growth), asks: above(2) }),
  ),
  claim("laplace-near-posterior", { ...each("laplace", ({ divergence }) => divergence), asks: below(0.1, "nats") }),
  claim("variational-richer", {
    measured: (result) => (["laplace", "variational"] as const).map((method) => meanDivergence(result, method)),
    asks: asks("the variational fit nearer", ([laplace, variational]) => variational! < laplace!),
    tested: notAtSmoke,
    shows: 3,
  }),
  claim("published-laplace-artefact", {
    measured(result) {
      const [published, proper] = (["laplace-as-published", "laplace"] as const).map((method) => meanDivergence(result, method));
      return published === null || proper === null ? null : published / proper;
    },
    asks: below(2),
    tested: notAtSmoke,
  }),
]);
