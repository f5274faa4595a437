import { asks, below, between, mean, notAtSmoke, type Said, said } from "@credence/lab";
import type { Calibration, Energies, ErrorCurve, McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
import { exactSamplers, samplerLabels, samplerNames } from "./samplers.ts";
import texts from "./texts.json" with { type: "json" };

type Claim = Said<McmcDiagnosticsResult>;

const { claims } = texts;

/** Of five ranks each, 0 to 59. */
export const rankBins = 12;

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
  const centred = (values: readonly number[]) => values.map((value) => value - mean(values));
  const [x, y] = [centred(rows.map(({ ess }) => Math.log(ess))), centred(rows.map(({ error }) => Math.log(error)))];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.reduce((sum, value) => sum + value * value, 0);
}

const of = <Own extends { readonly sampler: string }>(all: readonly Own[], sampler: string) => all.find((one) => one.sampler === sampler);

/** What the overview states of Markov chain Monte Carlo. */
export const mcmcDiagnosticsClaims: readonly Claim[] = [
  ...samplerNames.map(
    (sampler): Claim =>
      said(claims, "uniform-{sampler}", {
        values: { sampler, label: samplerLabels[sampler] },
        measured: ({ calibrations }) => [0, 1].map((weight) => chiSquare(of(calibrations, sampler)!, weight)),
        asks: asks(`each below ${rarely}, once in a thousand of uniform ranks`, (ours) => ours.every((value) => value < rarely)),
        ...{ shows: 1, tested: notAtSmoke },
      }),
  ),
  ...exactSamplers.flatMap((sampler): Claim[] => {
    const values = { sampler, label: samplerLabels[sampler] };
    return [
      said(claims, "exponent-{sampler}", {
        ...{ values, asks: between(-0.6, -0.4), tested: notAtSmoke },
        measured: ({ errors }) => errorExponent(of(errors, sampler)!),
      }),
      said(claims, "error-{sampler}", {
        ...{ values, asks: between(0.8, 1.25), tested: notAtSmoke },
        measured: ({ errors }) => Math.exp(mean(of(errors, sampler)!.rows.map(({ error, ess }) => Math.log(error * Math.sqrt(ess))))),
      }),
      said(claims, "mean-{sampler}", {
        ...{ values, asks: below(4) },
        measured({ chains }) {
          const own = of(chains, sampler);
          return own && Math.abs(own.mean - own.exact.mean) / own.standardError;
        },
      }),
      said(claims, "r-hat-{sampler}", {
        ...{ values, asks: below(1.01), tested: notAtSmoke },
        measured: ({ chains }) => of(chains, sampler)?.rHat,
      }),
    ];
  }),
  said(claims, "energy", {
    measured: ({ energies }) => (["funnel", "line"] as const).map((name) => meanFraction(energies.find(({ target }) => target === name))),
    asks: asks("the first below half of the second", ([hard, easy]) => hard! < easy! / 2),
    tested: notAtSmoke,
  }),
];

const meanFraction = (energies: Energies | undefined) => energies && mean(energies.fractions);
