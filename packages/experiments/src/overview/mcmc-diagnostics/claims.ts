import { asks, below, between, explained, mean, type Said } from "@credence/lab";
import type { Calibration, ErrorCurve, McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
import { exactSamplers, samplerLabels, samplerNames } from "./samplers.ts";

type Claim = Said<McmcDiagnosticsResult>;

/** Of five ranks each, 0 to 59. */
export const rankBins = 12;

const tested: NonNullable<Claim["tested"]> = (_, budget) => budget !== "smoke";

/** Chi-square with 11 degrees of freedom is above this once in a thousand. */
const rarely = 31.26;

/** Chi-square of the ranks of one weight in twelve bins of five against the uniform distribution. */
export function chiSquare({ ranks }: Calibration, weight: number): number {
  const counts = Array.from({ length: rankBins }, (_, bin) => ranks.filter((one) => Math.floor(one[weight]! / 5) === bin).length);
  const expected = ranks.length / rankBins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Slope of log error against log effective sample size, by least squares: -1/2 of an exact sampler. */
export function errorExponent({ rows }: Pick<ErrorCurve, "rows">): number {
  const [x, y] = [rows.map(({ ess }) => Math.log(ess)), rows.map(({ error }) => Math.log(error))];
  const [mx, my] = [mean(x), mean(y)];
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const centred = x.map((value) => value - mx);
  return (
    dot(
      centred,
      y.map((value) => value - my),
    ) / dot(centred, centred)
  );
}

const claims: readonly Claim[] = [
  ...samplerNames.map(
    (sampler): Claim => ({
      id: `uniform-${sampler}`,
      statement: `${samplerLabels[sampler]} draws from the posterior: chi-square of the ranks of intercept and slope over draws from the prior`,
      published: "samples the posterior",
      measured: ({ calibrations }) => {
        const own = calibrations.find((one) => one.sampler === sampler);
        return own && [0, 1].map((weight) => chiSquare(own, weight));
      },
      asks: asks(`each below ${rarely}, once in a thousand of uniform ranks`, (ours) => ours.every((value) => value < rarely)),
      shows: 1,
      tested,
    }),
  ),
  ...exactSamplers.flatMap((sampler): Claim[] => [
    {
      id: `exponent-${sampler}`,
      statement: `The error of ${samplerLabels[sampler]} falls as 1 / sqrt(ESS): exponent of ESS`,
      published: -0.5,
      measured: ({ errors }) => {
        const own = errors.find((one) => one.sampler === sampler);
        return own && errorExponent(own);
      },
      asks: between(-0.6, -0.4),
      tested,
    },
    {
      id: `error-${sampler}`,
      statement: `The error of ${samplerLabels[sampler]} times sqrt(ESS) is the posterior's standard deviation: their ratio, geometric mean`,
      published: 1,
      measured: ({ errors }) => {
        const rows = errors.find((one) => one.sampler === sampler)?.rows;
        return rows && Math.exp(mean(rows.map(({ error, ess }) => Math.log(error * Math.sqrt(ess)))));
      },
      asks: between(0.8, 1.25),
      tested,
    },
    {
      id: `mean-${sampler}`,
      statement: `The mean slope of ${samplerLabels[sampler]} is the exact one: distance in Monte Carlo standard errors`,
      published: "samples the posterior",
      measured: ({ chains }) => {
        const own = chains.find((one) => one.sampler === sampler);
        return own && Math.abs(own.mean - own.exact.mean) / own.standardError;
      },
      asks: below(4),
    },
    {
      id: `r-hat-${sampler}`,
      statement: `Chains of ${samplerLabels[sampler]} agree: split R-hat of the slope`,
      published: "samples the posterior",
      measured: ({ chains }) => chains.find((one) => one.sampler === sampler)?.rHat,
      asks: below(1.01),
      tested,
    },
  ]),
  {
    id: "energy",
    variant: "external",
    statement: "E-BFMI finds the funnel: that of NUTS on the funnel and on the line",
    published: "low on the funnel (Betancourt 2017)",
    measured: ({ energies }) =>
      (["funnel", "line"] as const).map((target) => {
        const own = energies.find((one) => one.target === target);
        return own && mean(own.fractions);
      }),
    asks: asks("the first below half of the second", ([hard, easy]) => hard! < easy! / 2),
    tested,
  },
];

/** What the overview states of Markov chain Monte Carlo. */
export const mcmcDiagnosticsClaims: readonly Claim[] = explained(claims, {});
