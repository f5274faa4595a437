import { above, asks, below, mean, measuredOver, type Said, within } from "@credence/lab";
import type { LogisticFit, LogisticResult } from "./logistic-uncertainty.ts";
import { type MethodName, methodNames, words } from "./methods.ts";

type Claim = Said<LogisticResult>;
export const of = ({ fits }: LogisticResult, method: MethodName): LogisticFit[] => fits.filter((one) => one.method === method);
const each = (method: MethodName, value: (fit: LogisticFit) => number | null): Pick<Claim, "measured" | "tested"> => ({
  measured: (result) =>
    measuredOver(
      of(result, method).flatMap((fit) => value(fit) ?? []),
      "runs",
    ),
  tested: (_, budget) => budget !== "smoke",
});
const variantOf = (method: MethodName): "as stated" | "as published" =>
  method === "laplace" || method === "variational" ? "as stated" : "as published";

/** Epistemic uncertainty at distance 4 from the nearest point over that at the points. */
export const growth = ({ epistemic: { far, atData } }: LogisticFit): number => far / atData;

/** What the source says of its three figures, and what its forms of Laplace and of the bound are. */
export const logisticClaims: readonly Claim[] = [
  ...methodNames.map(
    (method): Claim => ({
      id: `accuracy-${method}`,
      variant: variantOf(method),
      statement: `The same accuracy in all cases: ${words[method]}`,
      published: 1,
      ...each(method, ({ accuracy }) => accuracy),
      asks: within(0.005),
    }),
  ),
  {
    id: "map-sure",
    variant: "as published",
    statement: "MAP is as sure far away: mean total uncertainty at distance 4, nats",
    published: "epistemic uncertainty only increases far from the data with Laplace",
    ...each("map", ({ totalFar }) => totalFar),
    asks: below(0.25 * Math.LN2, "nats"),
  },
  ...(["laplace", "laplace-as-published", "variational", "variational-as-published"] as const).map(
    (method): Claim => ({
      id: `grows-${method}`,
      variant: variantOf(method),
      statement: `${words[method]}: more epistemic uncertainty far away: at distance 4 over that at the data`,
      published: "more epistemic uncertainty far from the training distribution",
      ...each(method, growth),
      asks: above(2),
    }),
  ),
  {
    id: "laplace-near-posterior",
    variant: "as stated",
    statement: "The posterior is nearly Gaussian, so Laplace fits it: KL from the exact posterior, nats",
    published: "assumes that the posterior is well approximated by a Gaussian",
    ...each("laplace", ({ divergence }) => divergence),
    asks: below(0.1, "nats"),
  },
  {
    id: "variational-richer",
    variant: "as stated",
    statement:
      "Variational inference captures the shape of the posterior better than Laplace: KL from the exact posterior of Laplace and of the variational fit, nats",
    published: "allows the variational distribution to capture the full shape of the posterior",
    measured: (result) =>
      (["laplace", "variational"] as const).map((method) => mean(of(result, method).map(({ divergence }) => divergence!))),
    asks: asks("the variational fit nearer", ([laplace, variational]) => variational! < laplace!),
    tested: (_, budget) => budget !== "smoke",
    shows: 3,
    reason: {
      because: "the source did not measure it",
      evidence: "A mean field has no correlations of weights; the exact posterior, on a grid, has, and so has Laplace's full covariance.",
    },
  },
  {
    id: "published-laplace-artefact",
    variant: "as published",
    statement:
      "The code's Laplace takes the curvature of the mean loss, so that its spread does not depend on the data: its KL from the exact posterior over that of the proper one",
    published: "an approximation around the mode",
    measured: (result) => {
      const [published, proper] = (["laplace-as-published", "laplace"] as const).map((method) =>
        mean(of(result, method).map(({ divergence }) => divergence ?? Number.NaN)),
      );
      return Number.isFinite(published) ? published / proper : null;
    },
    asks: below(2),
    tested: (_, budget) => budget !== "smoke",
    reason: {
      because: "artefact of the source's code",
      evidence: "Its curvature is that of the mean loss plus |w|^2: 2 I, whether there are 4 points or 400.",
    },
  },
];
