import { asks, below, between, mean, type Said } from "@credence/lab";
import type { Calibration, Energies, ErrorCurve, McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
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

const of = <Own extends { readonly sampler: string }>(all: readonly Own[], sampler: string) => all.find((one) => one.sampler === sampler);

/** What the overview states of Markov chain Monte Carlo. */
export const mcmcDiagnosticsClaims: readonly Claim[] = [
  ...samplerNames.map(
    (sampler): Claim => ({
      ...{ id: `uniform-${sampler}`, published: "samples the posterior", shows: 1, tested },
      statement: `${samplerLabels[sampler]} draws from the posterior: chi-square of the ranks of intercept and slope over draws from the prior`,
      measured: ({ calibrations }) => [0, 1].map((weight) => chiSquare(of(calibrations, sampler)!, weight)),
      asks: asks(`each below ${rarely}, once in a thousand of uniform ranks`, (ours) => ours.every((value) => value < rarely)),
    }),
  ),
  ...exactSamplers.flatMap((sampler): Claim[] => [
    {
      ...{ id: `exponent-${sampler}`, published: -0.5, asks: between(-0.6, -0.4), tested },
      statement: `The error of ${samplerLabels[sampler]} falls as 1 / sqrt(ESS): exponent of ESS`,
      measured: ({ errors }) => errorExponent(of(errors, sampler)!),
    },
    {
      ...{ id: `error-${sampler}`, published: 1, asks: between(0.8, 1.25), tested },
      statement: `The error of ${samplerLabels[sampler]} times sqrt(ESS) is the posterior's standard deviation: their ratio, geometric mean`,
      measured: ({ errors }) => Math.exp(mean(of(errors, sampler)!.rows.map(({ error, ess }) => Math.log(error * Math.sqrt(ess))))),
    },
    {
      ...{ id: `mean-${sampler}`, published: "samples the posterior", asks: below(4) },
      statement: `The mean slope of ${samplerLabels[sampler]} is the exact one: distance in Monte Carlo standard errors`,
      measured({ chains }) {
        const own = of(chains, sampler);
        return own && Math.abs(own.mean - own.exact.mean) / own.standardError;
      },
    },
    {
      ...{ id: `r-hat-${sampler}`, published: "samples the posterior", asks: below(1.01), tested },
      statement: `Chains of ${samplerLabels[sampler]} agree: split R-hat of the slope`,
      measured: ({ chains }) => of(chains, sampler)?.rHat,
    },
  ]),
  {
    ...{ id: "energy", variant: "external", published: "low on the funnel (Betancourt 2017)", tested },
    statement: "E-BFMI finds the funnel: that of NUTS on the funnel and on the line",
    measured: ({ energies }) => (["funnel", "line"] as const).map((name) => meanFraction(energies.find(({ target }) => target === name))),
    asks: asks("the first below half of the second", ([hard, easy]) => hard! < easy! / 2),
  },
];

const meanFraction = (energies: Energies | undefined) => energies && mean(energies.fractions);
