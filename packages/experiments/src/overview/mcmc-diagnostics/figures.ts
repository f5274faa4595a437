import { mean } from "@credence/lab";
import { curves, type Figure, histogram, histogramDensity, ranked, type Table, tableOf, told } from "@credence/lab/figures";
import { chiSquare, errorExponent, rankBins } from "./claims.ts";
import type { DrawnChains, McmcDiagnosticsResult } from "./mcmc-diagnostics.ts";
import { samplerLabels } from "./samplers.ts";
import texts from "./texts.json" with { type: "json" };

const { shown } = texts;

const chainSlots = Object.fromEntries([1, 2, 3, 4].map((chain, slot) => [`chain ${chain}`, slot]));
const targetLabels = { line: "NUTS on the line", funnel: "NUTS on the funnel" } as const;

/** Something of each chain of each sampler, with its name and its panel. */
const ofChains = <Made>(chains: readonly DrawnChains[], made: (one: DrawnChains, chain: number) => Made) =>
  chains.flatMap((one) => one.ranks.map((_, i) => ({ label: `chain ${i + 1}`, panel: samplerLabels[one.sampler], ...made(one, i) })));

export function mcmcDiagnosticsFigures({ calibrations, chains, errors, energies }: McmcDiagnosticsResult): Figure[] {
  const rHats = chains.map((one): [string, number] => [samplerLabels[one.sampler], one.rHat]);
  const sizesOfSamples = chains.map((one): [string, number] => [samplerLabels[one.sampler], one.bulkEss]);
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
      ...told(shown, "traces"),
      finding: `Split R-hat of the slope: ${ranked(rHats, { digits: 3 })}.`,
      plot: curves({
        curves: ofChains(chains, ({ traces }, i) => ({ x: traces[i]!.map((_, draw) => draw + 1), y: traces[i]! })),
        ...{ xLabel: "draw", yLabel: "slope", slots: chainSlots },
        references: chains.slice(0, 1).map(({ exact }) => ({ label: "exact mean", y: exact.mean })),
      }),
    },
    {
      ...told(shown, "ranks"),
      finding: `Effective sample size of the slope: ${ranked(sizesOfSamples, { digits: 0, from: "highest" })}.`,
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
      finding: `Exponent of the effective sample size, -0.5 expected: ${exponents}.`,
      plot: curves({
        curves: [...measured, { label: "1 / sqrt(ESS)", x: sizes, y: sizes.map((ess) => 1 / Math.sqrt(ess)) }],
        ...{ xLabel: "effective sample size of a chain", yLabel: "error of the mean (posterior sd)", xScale: "log", yScale: "log" },
        slots: { NUTS: 0, HMC: 1, "1 / sqrt(ESS)": 6 },
      }),
    },
    {
      ...told(shown, "energy"),
      finding: `E-BFMI: ${ranked(fractions, { digits: 2 })}.`,
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
];
