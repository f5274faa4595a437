import { bands, type Curve, curves } from "../report/charts/index.ts";
import type { Figure, Table } from "../report/figure.ts";
import { trainingRegion } from "./regression-measures.ts";
import { priorId } from "./regression-networks.ts";
import { groupedCells, spreadOf } from "./regression-priors-claims.ts";
import { publishedCells, publishedCurves } from "./regression-priors-published.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors-result.ts";

/** The source's window. */
const [left, right] = [-0.2, 1.3];
const yWindow = [-0.5, 1.3] as const;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Tables 1 and 2 and Figures 10 to 13, from the result alone. */
export function regressionPriorsReport(result: RegressionPriorsResult): { figures: Figure[]; tables: Table[] } {
  const first = result.cells.filter(({ run }) => run === 1);
  const gaussians = first.filter(({ prior }) => prior.kind === "gaussian");
  const mixtures = first.filter(({ prior }) => prior.kind === "mixture");
  const best = mixtures.find(({ prior }) => priorId(prior) === "mixture-1-6") ?? mixtures[0];
  const shown = [...gaussians, ...(best ? [best] : [])];
  return {
    figures: [
      bandsFigure(result, shown),
      examplesFigure(shown.length > 1 ? [shown[0], shown[shown.length - 1]] : shown),
      objectiveFigure(gaussians, mixtures),
      rmseFigure(gaussians, mixtures),
      freeEnergyFigure(gaussians, mixtures),
    ],
    tables: [densityTable(result, "gaussian"), ...(mixtures.length > 0 ? [densityTable(result, "mixture")] : []), freeEnergyTable(result)],
  };
}

/** The values beside inputs of the window. */
const windowed = (cell: RegressionCell, values: readonly number[]): number[] => values.filter((_, i) => inWindow(cell.bands.x[i]));
const inWindow = (x: number): boolean => x >= left && x <= right;

const curveWithoutNoise = (x: number): number => x + 0.3 * Math.sin(2 * Math.PI * x) + 0.3 * Math.sin(4 * Math.PI * x);
const truthOf = (cell: RegressionCell) => {
  const x = windowed(cell, cell.bands.x);
  return { x, y: x.map(curveWithoutNoise) };
};

function bandsFigure({ points, bandDraws }: RegressionPriorsResult, cells: readonly RegressionCell[]): Figure {
  return {
    name: "bands",
    title: "Uncertainty grows where there is no data",
    caption:
      `Median of ${bandDraws} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out; every ` +
      "fourth of 1,024 training points, all in the shaded region. The source shows narrow bands there and bands that open outside, wider under wider priors.",
    published: "Figure 11",
    plot: (Plot, palette, space) =>
      bands(Plot, palette, {
        panels: cells.map((cell) => ({
          panel: titleOf(cell),
          x: windowed(cell, cell.bands.x),
          centre: windowed(cell, cell.bands.median),
          bands: [
            { label: "5% to 95%", lower: windowed(cell, cell.bands.q05), upper: windowed(cell, cell.bands.q95) },
            { label: "25% to 75%", lower: windowed(cell, cell.bands.q25), upper: windowed(cell, cell.bands.q75) },
          ],
          points,
          truth: truthOf(cell),
        })),
        xLabel: "x",
        yLabel: "y",
        yWindow,
        trainingRegion,
        space,
      }),
  };
}

const titleOf = ({ label, epochs }: RegressionCell): string =>
  `${label.replace(/, run 1$/, "")} (${epochs.toLocaleString("en-US")} epochs)`;

function examplesFigure(cells: readonly RegressionCell[]): Figure {
  return {
    name: "example-functions",
    title: "Ten functions drawn from the posterior",
    caption: "Each line is one draw of all weights. They agree where there is data, x from 0 to 0.5, and go their own ways outside.",
    published: "Figure 10",
    plot: (Plot, palette, space) =>
      curves(Plot, palette, {
        curves: cells.flatMap((cell): Curve[] => [
          ...cell.examples.map((y) => ({
            label: "one draw",
            panel: titleOf(cell),
            x: windowed(cell, cell.bands.x),
            y: windowed(cell, y),
          })),
          { label: "function without noise", panel: titleOf(cell), ...truthOf(cell) },
        ]),
        xLabel: "x",
        yLabel: "f(x)",
        yWindow,
        space,
      }),
  };
}

const epochsOf = (cell: RegressionCell): number[] => cell.trace.map(({ epoch }) => epoch);
const gaussianPanel = "Gaussian priors";

/** Our curves, mixtures in a panel for each wide part, with the source's first run of each Gaussian prior trained as there. */
function traced(measure: string, gaussians: readonly RegressionCell[], mixtures: readonly RegressionCell[]): Curve[] {
  const ours = [...gaussians, ...mixtures].map((cell) => ({
    label: shortLabel(cell),
    panel: panelOf(cell),
    x: epochsOf(cell),
    y: cell.trace.map((row) => row[measure]),
  }));
  if (measure !== "rmse" && measure !== "objective") return ours;
  const theirs = gaussians.flatMap((cell): Curve[] => {
    const curve = publishedCurves[priorId(cell.prior)]?.[measure];
    if (!curve || !cell.asPublished) return [];
    const kept = curve.epoch.map((_, i) => i).filter((i) => curve.epoch[i] <= cell.epochs);
    const [x, y] = [kept.map((i) => curve.epoch[i]), kept.map((i) => curve.value[i])];
    return [{ label: shortLabel(cell), panel: gaussianPanel, x, y, published: true }];
  });
  return [...ours, ...theirs];
}

const power = (minusLog: number): string => (minusLog === 0 ? "1" : `e^-${minusLog}`);

const panelOf = ({ prior }: RegressionCell): string =>
  prior.kind === "gaussian" ? gaussianPanel : `mixtures, wide sd ${power(prior.minusLogStdDev1)}`;

const shortLabel = ({ prior }: RegressionCell): string =>
  prior.kind === "gaussian" ? `sd ${power(prior.minusLogStdDev)}` : `narrow sd ${power(prior.minusLogStdDev2)}`;

function objectiveFigure(gaussians: readonly RegressionCell[], mixtures: readonly RegressionCell[]): Figure {
  return {
    name: "objective",
    title: "The objective as the source records it",
    caption:
      "Sum over the LAST minibatch of each epoch, nats. Its geometric weight gives the complexity 1/255 there, so late in training this is almost " +
      "the likelihood alone. Dashed, where our training is the source's: its first run.",
    published: "Figure 12",
    plot: (Plot, palette, space) =>
      curves(Plot, palette, { curves: traced("objective", gaussians, mixtures), xLabel: "epoch", yLabel: "objective (nats)", space }),
  };
}

function rmseFigure(gaussians: readonly RegressionCell[], mixtures: readonly RegressionCell[]): Figure {
  return {
    name: "rmse",
    title: "Error of the mean prediction, with and without data",
    caption:
      "Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near. Dashed, where our training is the source's: its first run, at its own noise.",
    published: "Figure 13",
    plot: (Plot, palette, space) =>
      curves(Plot, palette, { curves: traced("rmse", gaussians, mixtures), xLabel: "epoch", yLabel: "RMSE", yWindow: [0, 1.2], space }),
  };
}

function freeEnergyFigure(gaussians: readonly RegressionCell[], mixtures: readonly RegressionCell[]): Figure {
  return {
    name: "free-energy",
    title: "The true free energy",
    caption:
      "Complexity KL[q || prior] plus the expected negative log-likelihood of all 1,024 training points, nats: the quantity that variational inference minimises. " +
      "Logarithmic upwards; values at or below 0 are left out.",
    plot: (Plot, palette, space) =>
      curves(Plot, palette, {
        curves: traced("freeEnergy", gaussians, mixtures).map((curve) => {
          const kept = curve.y.map((_, i) => i).filter((i) => curve.y[i] > 0);
          return { ...curve, x: kept.map((i) => curve.x[i]), y: kept.map((i) => curve.y[i]) };
        }),
        xLabel: "epoch",
        yLabel: "free energy (nats)",
        yScale: "log",
        space,
      }),
  };
}

function densityTable({ cells, densityDraws }: RegressionPriorsResult, kind: "gaussian" | "mixture"): Table {
  const groups = groupedCells(cells.filter(({ prior }) => prior.kind === kind));
  return {
    name: kind === "gaussian" ? "table-1" : "table-2",
    title: kind === "gaussian" ? "Test densities under Gaussian priors" : "Test densities under scale mixtures (weight 1/2)",
    caption:
      `Nats per point, ${densityDraws.toLocaleString("en-US")} draws. The source's code takes the MEAN OF THE LOG density at inputs in [-0.2, 1.4] and calls it lppd; its text defines the ` +
      "LOG OF THE MEAN density at [-0.5, 1.5]. Both are here; the published column of the second was computed from the networks the source stored.",
    published: kind === "gaussian" ? "Table 1" : "Table 2",
    columns: [
      { label: "prior" },
      { label: "epochs" },
      { label: "epochs, published", published: true },
      { label: "mean log density" },
      { label: "mean log density, published", digits: 2, published: true },
      { label: "lppd", digits: 2 },
      { label: "lppd, stored networks", digits: 2, published: true },
    ],
    rows: groups.map(({ id, runs }) => {
      const ours = runs.map(({ published }) => published.meanLogDensity);
      const spread = spreadOf(ours);
      const { epochs, meanLogDensity, storedLppd } = publishedCells[id];
      return [
        runs[0].label.replace(/, run 1$/, ""),
        runs[0].epochs.toLocaleString("en-US"),
        epochs.toLocaleString("en-US"),
        `${mean(ours).toFixed(2)}${spread === null ? "" : ` ± ${spread.toFixed(2)}`}`,
        mean(meanLogDensity),
        mean(runs.map(({ stated }) => stated.lppd)),
        mean(storedLppd),
      ];
    }),
  };
}

function freeEnergyTable({ cells }: RegressionPriorsResult): Table {
  const last = ({ trace }: RegressionCell) => trace[trace.length - 1];
  return {
    name: "free-energies",
    title: "Both terms of the free energy at the end",
    caption:
      "Nats over the whole training set. The published columns were computed from the networks the source stored. Under the mixtures even the stored networks are far " +
      "from the minimum: their complexity is a hundred times the likelihood term.",
    columns: [
      { label: "prior" },
      { label: "complexity", digits: 0 },
      { label: "complexity, stored networks", digits: 0, published: true },
      { label: "negative log-likelihood", digits: 0 },
      { label: "negative log-likelihood, stored networks", digits: 0, published: true },
      { label: "free energy", digits: 0 },
      { label: "free energy, stored networks", digits: 0, published: true },
    ],
    rows: groupedCells(cells).map(({ id, runs }) => {
      const { storedComplexity, storedNll } = publishedCells[id];
      const of = (measure: string) => mean(runs.map((run) => last(run)[measure]));
      return [
        runs[0].label.replace(/, run 1$/, ""),
        of("complexity"),
        storedComplexity,
        of("nll"),
        storedNll,
        of("freeEnergy"),
        storedComplexity + storedNll,
      ];
    }),
  };
}
