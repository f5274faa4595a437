import { mean } from "@credence/lab";
import { curves, type Figure, histogram, histogramDensity, ranked, type Table, tableOf } from "@credence/lab/figures";
import { chiSquare, errorExponent, rankBins } from "./claims.ts";
import type { DrawnChains, McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
import { samplerLabels } from "./samplers.ts";

const chainSlots = Object.fromEntries([1, 2, 3, 4].map((chain, slot) => [`chain ${chain}`, slot]));
const targetLabels = { line: "NUTS on the line", funnel: "NUTS on the funnel" } as const;

/** Something of each chain of each sampler, with its name and its panel. */
const ofChains = <Of, Made>(chains: readonly DrawnChains[], values: (one: DrawnChains) => readonly Of[], made: (value: Of) => Made) =>
  chains.flatMap((one) => values(one).map((value, i) => ({ label: `chain ${i + 1}`, panel: samplerLabels[one.sampler], ...made(value) })));

export function mcmcDiagnosticsFigures({ calibrations, chains, errors, energies }: McmcDiagnosticsResult): Figure[] {
  const byChain = (value: (one: DrawnChains) => number) => chains.map((one): [string, number] => [samplerLabels[one.sampler], value(one)]);
  const slopeRanks = calibrations.map((one): [string, number] => [samplerLabels[one.sampler], chiSquare(one, 1)]);
  const fractions = energies.map((one): [string, number] => [targetLabels[one.target], mean(one.fractions)]);
  const exponents = errors.map((one) => `${errorExponent(one).toFixed(3)} (${samplerLabels[one.sampler]})`).join(", ");
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
  return [
    {
      ...{
        name: "traces",
        title: "Traces of the slope",
        finding: `Split R-hat of the slope: ${ranked(
          byChain(({ rHat }) => rHat),
          { digits: 3 },
        )}.`,
      },
      caption: "The first draws of four chains of each sampler. Dotted: the exact posterior mean.",
      plot: curves({
        curves: ofChains(
          chains,
          ({ traces }) => traces,
          (y) => ({ x: y.map((_, i) => i + 1), y }),
        ),
        ...{ xLabel: "draw", yLabel: "slope", slots: chainSlots },
        references: chains.slice(0, 1).map(({ exact }) => ({ label: "exact mean", y: exact.mean })),
      }),
    },
    {
      ...{ name: "ranks", title: "Ranks of each chain among all" },
      finding: `Effective sample size of the slope: ${ranked(
        byChain(({ bulkEss }) => bulkEss),
        { digits: 0, from: "highest" },
      )}.`,
      caption: "Density of the rank of a chain's draws among those of all four, as a share. Chains that agree are flat at 1.",
      plot: histogramDensity({
        series: ofChains(
          chains,
          ({ ranks }) => ranks,
          (density) => ({ density }),
        ),
        ...{ xLabel: "rank among all draws (share)", shape: "steps", slots: chainSlots },
      }),
    },
    {
      ...{ name: "calibration", title: "Simulation-based calibration" },
      finding: `Chi-square of the ranks of the slope, 11 expected of uniform ones: ${ranked(slopeRanks, { digits: 1 })}.`,
      caption: "Density of the rank of the true weight among 59 draws, as a share. A sampler that is exact is flat at 1 but for chance.",
      method: `${calibrations[0]?.ranks.length ?? 0} draws of both weights from the prior, each with data and chains of its own.`,
      plot: histogramDensity({
        ...{ series: calibrated, xLabel: "rank of the true weight (share)", shape: "steps", slots: { intercept: 4, slope: 5 } },
      }),
    },
    {
      ...{ name: "error", title: "The error falls with the effective sample size" },
      finding: `Exponent of the effective sample size, -0.5 expected: ${exponents}.`,
      caption: `Root mean squared error of the mean slope over ${errors[0]?.chains ?? 0} chains, in posterior standard deviations. Line: 1 / sqrt(ESS).`,
      plot: curves({
        curves: [...measured, { label: "1 / sqrt(ESS)", x: sizes, y: sizes.map((ess) => 1 / Math.sqrt(ess)) }],
        ...{ xLabel: "effective sample size of a chain", yLabel: "error of the mean (posterior sd)", xScale: "log", yScale: "log" },
        slots: { NUTS: 0, HMC: 1, "1 / sqrt(ESS)": 6 },
      }),
    },
    {
      ...{ name: "energy", title: "Energies", finding: `E-BFMI: ${ranked(fractions, { digits: 2 })}.` },
      caption: "Density of the energy around its mean, and of its change from draw to draw. Narrower changes explore energies slowly.",
      plot: histogramDensity({
        series: energies.flatMap(({ target, energy, change }) => [
          { label: "energy", panel: targetLabels[target], density: energy },
          { label: "change of energy", panel: targetLabels[target], density: change },
        ]),
        ...{ xLabel: "energy less its mean (standard deviations)", shape: "steps", slots: { energy: 2, "change of energy": 3 } },
      }),
    },
  ];
}

export const mcmcDiagnosticsTables = ({ chains }: McmcDiagnosticsResult): Table[] => [
  tableOf<DrawnChains>({
    ...{ name: "chains", title: "Four chains on one posterior", rows: chains },
    caption: "Of the slope. Standard error: Monte Carlo error of the mean.",
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
];
