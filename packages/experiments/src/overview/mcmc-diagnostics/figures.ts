import { mean } from "@credence/lab";
import { curves, type Figure, histogram, histogramDensity, ranked, type Table, tableOf } from "@credence/lab/figures";
import { chiSquare, errorExponent, rankBins } from "./claims.ts";
import type { DrawnChains, McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
import { samplerLabels } from "./samplers.ts";

const chainLabel = (chain: number) => `chain ${chain + 1}`;
const chainSlots = Object.fromEntries([0, 1, 2, 3].map((chain) => [chainLabel(chain), chain]));
const weights = ["intercept", "slope"] as const;
const targetLabels = { line: "NUTS on the line", funnel: "NUTS on the funnel" } as const;

export function mcmcDiagnosticsFigures({ calibrations, chains, errors, energies }: McmcDiagnosticsResult): Figure[] {
  const sizes = errors.flatMap(({ rows }) => rows.map(({ ess }) => ess)).toSorted((a, b) => a - b);
  const rank = (value: (one: DrawnChains) => number, digits: number, from: "lowest" | "highest" = "lowest") =>
    ranked(
      chains.map((one) => [samplerLabels[one.sampler], value(one)]),
      { digits, from },
    );
  return [
    {
      name: "traces",
      title: "Traces of the slope",
      finding: `Split R-hat of the slope: ${rank(({ rHat }) => rHat, 3)}.`,
      caption: "The first draws of four chains of each sampler. Dotted: the exact posterior mean.",
      plot: curves({
        curves: chains.flatMap(({ sampler, traces }) =>
          traces.map((y, chain) => ({ label: chainLabel(chain), panel: samplerLabels[sampler], x: y.map((_, i) => i + 1), y })),
        ),
        xLabel: "draw",
        yLabel: "slope",
        references: chains.slice(0, 1).map(({ exact }) => ({ label: "exact mean", y: exact.mean })),
        slots: chainSlots,
      }),
    },
    {
      name: "ranks",
      title: "Ranks of each chain among all",
      finding: `Effective sample size of the slope: ${rank(({ bulkEss }) => bulkEss, 0, "highest")}.`,
      caption: "Density of the rank of a chain's draws among those of all four, as a share. Chains that agree are flat at 1.",
      plot: histogramDensity({
        series: chains.flatMap(({ sampler, ranks }) =>
          ranks.map((density, chain) => ({ label: chainLabel(chain), panel: samplerLabels[sampler], density })),
        ),
        xLabel: "rank among all draws (share)",
        shape: "steps",
        slots: chainSlots,
      }),
    },
    {
      name: "calibration",
      title: "Simulation-based calibration",
      finding: `Chi-square of the ranks of the slope, 11 expected of uniform ones: ${ranked(
        calibrations.map((one) => [samplerLabels[one.sampler], chiSquare(one, 1)]),
        { digits: 1 },
      )}.`,
      caption:
        "Density of the rank of the true weight among 59 draws of the posterior, as a share. A sampler that is exact is flat at 1 but for chance.",
      method: `${calibrations[0]?.ranks.length ?? 0} draws of both weights from the prior, each with data and chains of its own.`,
      plot: histogramDensity({
        series: calibrations.flatMap(({ sampler, ranks }) =>
          weights.map((label, weight) => ({
            ...{ label, panel: samplerLabels[sampler] },
            density: histogram(
              ranks.map((one) => (one[weight]! + 0.5) / 60),
              { lower: 0, upper: 1, points: rankBins },
            ),
          })),
        ),
        xLabel: "rank of the true weight (share)",
        shape: "steps",
        slots: { intercept: 4, slope: 5 },
      }),
    },
    {
      name: "error",
      title: "The error falls with the effective sample size",
      finding: `Exponent of the effective sample size, -0.5 expected: ${errors.map((one) => `${errorExponent(one).toFixed(3)} (${samplerLabels[one.sampler]})`).join(", ")}.`,
      caption: `Root mean squared error of the mean slope over ${errors[0]?.chains ?? 0} chains, in posterior standard deviations. Line: 1 / sqrt(ESS).`,
      plot: curves({
        curves: [
          ...errors.map(({ sampler, rows }) => ({
            label: samplerLabels[sampler],
            x: rows.map(({ ess }) => ess),
            y: rows.map(({ error }) => error),
          })),
          { label: "1 / sqrt(ESS)", x: sizes, y: sizes.map((ess) => 1 / Math.sqrt(ess)) },
        ],
        xLabel: "effective sample size of a chain",
        yLabel: "error of the mean (posterior sd)",
        xScale: "log",
        yScale: "log",
        slots: { NUTS: 0, HMC: 1, "1 / sqrt(ESS)": 6 },
      }),
    },
    {
      name: "energy",
      title: "Energies",
      finding: `E-BFMI: ${ranked(
        energies.map(({ target, fractions }) => [targetLabels[target], mean(fractions)]),
        { digits: 2 },
      )}.`,
      caption:
        "Density of the energy around its mean, and of its change from draw to draw. Where changes are much narrower, chains explore energies slowly.",
      plot: histogramDensity({
        series: energies.flatMap(({ target, energy, change }) => [
          { label: "energy", panel: targetLabels[target], density: energy },
          { label: "change of energy", panel: targetLabels[target], density: change },
        ]),
        xLabel: "energy less its mean (standard deviations)",
        shape: "steps",
        slots: { energy: 2, "change of energy": 3 },
      }),
    },
  ];
}

export const mcmcDiagnosticsTables = ({ chains }: McmcDiagnosticsResult): Table[] => [
  tableOf<DrawnChains>({
    name: "chains",
    title: "Four chains on one posterior",
    caption: "Of the slope. Standard error: Monte Carlo error of the mean.",
    rows: chains,
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
      { label: "divergences", digits: 0, of: ({ divergences }) => divergences },
    ],
  }),
];
