import { asks, type Findings, mean, type Said, said } from "@credence/lab";
import { curves, histogram, histogramDensity, ranked, tableOf, told } from "@credence/lab/figures";
import { mcmc } from "credence";
import type { McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
import { exactSamplers, samplerLabels, samplerNames } from "./samplers.ts";
import texts from "./texts.json" with { type: "json" };

type Claim = Said<McmcDiagnosticsResult>;
type DrawnChains = McmcDiagnosticsResult["chains"][number];

const { claims, shown } = texts;
const chainSlots = Object.fromEntries([1, 2, 3, 4].map((chain, slot) => [`chain ${chain}`, slot]));
const targetLabels = { line: "NUTS on the line", funnel: "NUTS on the funnel" } as const;

/** Of the ranks of a weight among 59 draws. */
const rankBins = 12;
/** Chi-square with 11 degrees of freedom is above this once in a thousand. */
const rarely = 31.26;

/** Of the ranks of one weight in twelve bins of five against the uniform distribution. */
export const chiSquare = ({ ranks }: McmcDiagnosticsResult["calibrations"][number], weight: number): number =>
  mcmc.rankChiSquare(
    ranks.map((one) => one[weight]!),
    { draws: 59, bins: rankBins },
  );

/** Slope of log error against log effective sample size, by least squares: -1/2 of an exact sampler. */
export function errorExponent({ rows }: Pick<McmcDiagnosticsResult["errors"][number], "rows">): number {
  const centred = (values: readonly number[]) => values.map((value) => value - mean(values));
  const [x, y] = [centred(rows.map(({ ess }) => Math.log(ess))), centred(rows.map(({ error }) => Math.log(error)))];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.reduce((sum, value) => sum + value * value, 0);
}

const of = <Own extends { readonly sampler: string }>(all: readonly Own[], sampler: string) => all.find((one) => one.sampler === sampler);

/** What is asked of a sampler that is exact in the limit. */
function claimsOfExact(sampler: (typeof exactSamplers)[number]): Claim[] {
  const values = { sampler, label: samplerLabels[sampler] };
  return [
    said(claims, "exponent-{sampler}", { values, measured: ({ errors }) => errorExponent(of(errors, sampler)!) }),
    said(claims, "error-{sampler}", {
      values,
      measured: ({ errors }) => Math.exp(mean(of(errors, sampler)!.rows.map(({ error, ess }) => Math.log(error * Math.sqrt(ess))))),
    }),
    said(claims, "mean-{sampler}", {
      values,
      measured({ chains }) {
        const own = of(chains, sampler);
        return own && Math.abs(own.mean - own.exact.mean) / own.standardError;
      },
    }),
    said(claims, "r-hat-{sampler}", { values, measured: ({ chains }) => of(chains, sampler)?.rHat }),
  ];
}

/** Something of each chain of each sampler, with its name and its panel. */
const ofChains = <Made>(chains: readonly DrawnChains[], made: (one: DrawnChains, chain: number) => Made) =>
  chains.flatMap((one) => one.ranks.map((_, i) => ({ label: `chain ${i + 1}`, panel: samplerLabels[one.sampler], ...made(one, i) })));

/** A number of each sampler, for a finding. */
const named = <Own extends { readonly sampler: keyof typeof samplerLabels }>(all: readonly Own[], value: (one: Own) => number) =>
  all.map((one) => [samplerLabels[one.sampler], value(one)] as const);

/** What the overview states of Markov chain Monte Carlo, and what one looks at to see it. */
export const mcmcDiagnosticsFindings: Findings<McmcDiagnosticsResult> = {
  claims: [
    ...samplerNames.map(
      (sampler): Claim =>
        said(claims, "uniform-{sampler}", {
          values: { sampler, label: samplerLabels[sampler] },
          measured: ({ calibrations }) => [0, 1].map((weight) => chiSquare(of(calibrations, sampler)!, weight)),
          asks: asks(`each below ${rarely}, once in a thousand of uniform ranks`, (ours) => ours.every((value) => value < rarely)),
        }),
    ),
    ...exactSamplers.flatMap(claimsOfExact),
    said(claims, "energy", {
      measured: ({ energies }) =>
        ["funnel", "line"].map((name) => energies.filter(({ target }) => target === name).map(({ fractions }) => mean(fractions))[0]),
      asks: asks("the first below half of the second", ([hard, easy]) => hard! < easy! / 2),
    }),
  ],
  figures({ calibrations, chains, errors, energies }) {
    const fractions = energies.map((one) => [targetLabels[one.target], mean(one.fractions)] as const);
    const exponents = named(errors, errorExponent).map(([label, exponent]) => `${exponent.toFixed(3)} (${label})`);
    const sizes = errors.flatMap(({ rows }) => rows.map(({ ess }) => ess)).toSorted((a, b) => a - b);
    const measured = errors.map(({ sampler, rows }) => {
      return { label: samplerLabels[sampler] as string, x: rows.map(({ ess }) => ess), y: rows.map(({ error }) => error) };
    });
    const calibrated = calibrations.flatMap(({ sampler, ranks }) =>
      ["intercept", "slope"].map((label, weight) => {
        const shares = ranks.map((one) => (one[weight]! + 0.5) / (5 * rankBins));
        return { label, panel: samplerLabels[sampler], density: histogram(shares, { lower: 0, upper: 1, points: rankBins }) };
      }),
    );
    const ess = named(chains, ({ bulkEss }) => bulkEss);
    const rHats = named(chains, ({ rHat }) => rHat);
    const slopeRanks = named(calibrations, (one) => chiSquare(one, 1));
    return [
      {
        ...{ ...told(shown, "traces"), finding: `Split R-hat of the slope: ${ranked(rHats, { digits: 3 })}.` },
        plot: curves({
          curves: ofChains(chains, ({ traces }, i) => ({ x: traces[i]!.map((_, draw) => draw + 1), y: traces[i]! })),
          ...{ xLabel: "draw", yLabel: "slope", slots: chainSlots },
          references: chains.slice(0, 1).map(({ exact }) => ({ label: "exact mean", y: exact.mean })),
        }),
      },
      {
        ...told(shown, "ranks"),
        finding: `Effective sample size of the slope: ${ranked(ess, { digits: 0, from: "highest" })}.`,
        plot: histogramDensity({
          series: ofChains(chains, ({ ranks }, i) => ({ density: ranks[i]! })),
          ...{ xLabel: "rank among all draws (share)", shape: "steps", slots: chainSlots },
        }),
      },
      {
        ...told(shown, "calibration", { replications: calibrations[0]?.ranks.length ?? 0 }),
        finding: `Chi-square of the ranks of the slope, 11 expected of uniform ones: ${ranked(slopeRanks, { digits: 1 })}.`,
        plot: histogramDensity({
          ...{ series: calibrated, xLabel: "rank of the true weight (share)", shape: "steps", slots: { intercept: 4, slope: 5 } },
        }),
      },
      {
        ...told(shown, "error", { chains: errors[0]?.chains ?? 0 }),
        finding: `Exponent of the effective sample size, -0.5 expected: ${exponents.join(", ")}.`,
        plot: curves({
          curves: [...measured, { label: "1 / sqrt(ESS)", x: sizes, y: sizes.map((size) => 1 / Math.sqrt(size)) }],
          ...{ xLabel: "effective sample size of a chain", yLabel: "error of the mean (posterior sd)", xScale: "log", yScale: "log" },
          slots: { NUTS: 0, HMC: 1, "1 / sqrt(ESS)": 6 },
        }),
      },
      {
        ...{ ...told(shown, "energy"), finding: `E-BFMI: ${ranked(fractions, { digits: 2 })}.` },
        plot: histogramDensity({
          series: energies.flatMap(({ target, energy, change }) => [
            { label: "energy", panel: targetLabels[target], density: energy },
            { label: "change of energy", panel: targetLabels[target], density: change },
          ]),
          ...{ xLabel: "energy less its mean (standard deviations)", shape: "steps", slots: { energy: 2, "change of energy": 3 } },
        }),
      },
    ];
  },
  tables: ({ chains }) => [
    tableOf({
      ...{ ...told(shown, "chains"), rows: chains },
      columns: [
        { label: "sampler", of: ({ sampler }) => samplerLabels[sampler] },
        { label: "mean", digits: 3, of: (one) => one.mean },
        { label: "exact mean", digits: 3, of: ({ exact }) => exact.mean },
        { label: "standard error", digits: 4, of: ({ standardError }) => standardError },
        { label: "sd", digits: 3, of: ({ stdDev }) => stdDev },
        { label: "exact sd", digits: 3, of: ({ exact }) => exact.stdDev },
        { label: "R-hat", digits: 3, of: ({ rHat }) => rHat },
        { label: "ESS, bulk", digits: 0, of: ({ bulkEss }) => bulkEss },
        { label: "ESS, tail", digits: 0, of: ({ tailEss }) => tailEss },
      ],
    }),
  ],
};
