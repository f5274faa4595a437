import {} from "@credence/lab";
import { type Curve, curves, type Figure, powerOfE, type Table, thinned } from "@credence/lab/figures";
import { regressionBandsFigure, truthAt, windowed, yWindow } from "../regression/bands-figure.ts";
import { priorId } from "../regression/networks.ts";
import { recordedBands } from "../regression/recorded-bands.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import type { RegressionMeasures } from "../regression/trace.ts";
import { keptWords, storedWords } from "../training/lowest-objective.ts";
import { type NetworkCurve, trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { publishedCells, publishedCurves } from "./published.ts";
import { publishedMixtureCurves } from "./published-mixtures.ts";
import type { RegressionCell, RegressionPriorsResult } from "./result.ts";
import { regressionPriorsTables } from "./tables.ts";

/** Tables 1 and 2 and Figures 10 to 13, from the result alone. */
export function regressionPriorsReport(result: RegressionPriorsResult): { figures: Figure[]; tables: Table[] } {
  const first = result.cells.filter(({ run }) => run === 1);
  const gaussians = first.filter(({ prior }) => prior.kind === "gaussian");
  const mixtures = first.filter(({ prior }) => prior.kind === "mixture");
  const best = mixtures.find(({ prior }) => priorId(prior) === "mixture-1-6") ?? mixtures[0];
  const shown = [...gaussians, ...(best ? [best] : [])];
  return {
    figures: [
      examplesFigure(shown.length > 1 ? [shown[0], shown[shown.length - 1]] : shown),
      bandsFigure(result, shown),
      ...(gaussians.length > 0 ? learningFigures("gaussian", gaussians) : []),
      ...(mixtures.length > 0 ? learningFigures("mixture", mixtures) : []),
      ...(gaussians.length > 0 ? [freeEnergyFigure("gaussian", gaussians)] : []),
      ...(mixtures.length > 0 ? [freeEnergyFigure("mixture", mixtures)] : []),
    ],
    tables: regressionPriorsTables(result),
  };
}

const titleOf = ({ label, epochs }: RegressionCell): string =>
  `${label.replace(/, run 1$/, "")} (${epochs.toLocaleString("en-US")} epochs)`;

function examplesFigure(cells: readonly RegressionCell[]): Figure {
  return {
    name: "example-functions",
    title: "Ten functions drawn from the posterior",
    caption:
      "Each line is f(x) under one draw of all weights. They agree where there is data, x from 0 to 0.5, and go their own ways outside. " +
      `The source shows ten such curves for a Gaussian and for a mixture prior. ${keptWords}`,
    published: "Figure 10",
    plot: curves({
      curves: cells.flatMap((cell): Curve[] => {
        const { x } = cell.bands;
        return [
          ...cell.examples.map((y) => ({ label: "one draw", panel: titleOf(cell), x: windowed(x, x), y: windowed(x, y) })),
          { label: "function without noise", panel: titleOf(cell), ...truthAt(x) },
        ];
      }),
      xLabel: "x",
      yLabel: "f(x)",
      yWindow,
    }),
  };
}

const bandsFigure = ({ points, bandDraws }: RegressionPriorsResult, cells: readonly RegressionCell[]): Figure =>
  regressionBandsFigure({
    name: "bands",
    title: "Uncertainty grows where there is no data",
    caption:
      `Mean of ${bandDraws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out; every ` +
      "fourth of 1,024 training points, all in the shaded region. Diamonds and bars are the source's stored networks (first run of each), where our " +
      `training is the source's. It shows narrow bands over the data that open outside. ${keptWords}`,
    published: "Figure 11",
    panels: cells.map((cell) => ({
      title: titleOf(cell),
      bands: cell.bands,
      recorded: cell.asPublished ? recordedBands[priorId(cell.prior)] : undefined,
    })),
    points,
  });

const placeOf = ({ prior }: RegressionCell): { readonly label: string; readonly panel?: string } =>
  prior.kind === "gaussian"
    ? { label: `sd ${powerOfE(prior.minusLogStdDev)}` }
    : { label: `narrow sd ${powerOfE(prior.minusLogStdDev2)}`, panel: `mixtures, wide sd ${powerOfE(prior.minusLogStdDev1)}` };

const tracedCurve = (cell: RegressionCell, measure: keyof RegressionMeasures, rows = cell.trace): NetworkCurve => ({
  ...placeOf(cell),
  epoch: rows.map(({ epoch }) => epoch),
  value: rows.map((row) => row[measure]),
});

type Kind = RegressionCell["prior"]["kind"];

/** Both halves of Figure 12 (Gaussian priors) or 13 (mixtures). */
function learningFigures(kind: Kind, cells: readonly RegressionCell[]): Figure[] {
  const number = kind === "gaussian" ? 12 : 13;
  const words = kind === "gaussian" ? "Gaussian priors" : "scale mixtures";
  const all = { ...publishedCurves, ...publishedMixtureCurves };
  const recordedOf = (cell: RegressionCell, measure: "rmse" | "objective") =>
    cell.asPublished ? all[priorId(cell.prior)]?.[measure] : undefined;
  const spacing = kind === "gaussian" ? "a row every 25 or 40 epochs" : "a row every 60 to 640 epochs, the longer the training the rarer";
  const dashed = (ours: string) => `Dashed, where our training is the source's: its first run (${spacing}; ours ${ours})`;
  return [
    trainingCurvesFigure({
      name: `objective-${kind}`,
      title: `The objective as the source records it, ${words}`,
      caption: `Sum over the LAST minibatch of each epoch, nats. Its geometric weight gives the complexity 1/255 there, ${
        kind === "gaussian"
          ? "so late in training this is almost the likelihood alone"
          : "which of 100,000 nats or more still outweighs the likelihood"
      }. ${dashed("every 20")}. The source: ${
        kind === "gaussian"
          ? "sooner converged under narrower priors, similar values at the end."
          : "longer to converge than under Gaussian priors, and higher at the end."
      }`,
      published: `Figure ${number}a`,
      curves: cells.map((cell) => ({ ...tracedCurve(cell, "objective"), recorded: recordedOf(cell, "objective") })),
      yLabel: "objective (nats)",
    }),
    trainingCurvesFigure({
      name: `rmse-${kind}`,
      title: `Error of the mean prediction, with and without data, ${words}`,
      caption:
        "Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, every 20 epochs, " +
        `cut off upwards. ${dashed("thinned to as many")}, at its own noise. The source: ${
          kind === "gaussian" ? "it falls first, then rises." : "less restless under a narrower wide component."
        }`,
      published: `Figure ${number}b`,
      // it jumps from row to row: a thousand rows are a wall, before which nothing else is seen
      curves: cells.map((cell) => {
        const recorded = recordedOf(cell, "rmse");
        return { ...tracedCurve(cell, "rmse", thinned(cell.trace, recorded?.epoch.length ?? Infinity)), recorded };
      }),
      yLabel: "RMSE",
      yWindow: [0, 1.2],
    }),
  ];
}

/** The quantity of the title, with where it starts, the networks kept and the source's. */
function freeEnergyFigure(kind: Kind, cells: readonly RegressionCell[]): Figure {
  const storedOf = (cell: RegressionCell) => {
    const { epochs, storedComplexity, storedNll } = publishedCells[priorId(cell.prior)];
    return cell.asPublished ? { epoch: epochs, value: storedComplexity + storedNll } : undefined;
  };
  return trainingCurvesFigure({
    name: `free-energy-${kind}`,
    title: `The true free energy, ${kind === "gaussian" ? "Gaussian priors" : "scale mixtures"}`,
    caption:
      "Complexity KL[q || prior] plus the expected negative log-likelihood of all 1,024 training points, nats: what variational inference minimises, and what the " +
      "source does not show. Dotted: the complexity of the network as initialised. Diamonds: computed from the networks the source stored (mean over its runs), " +
      `where our training is the source's, ${storedWords}. Logarithmic upwards; values at or below 0 are left out.`,
    curves: cells.map((cell) => ({
      ...tracedCurve(cell, "freeEnergy"),
      untrained: cell.untrained,
      kept: { epoch: cell.kept.epoch, value: freeEnergyOf(cell.kept) },
      stored: storedOf(cell),
    })),
    yLabel: "free energy (nats)",
    yScale: "log",
  });
}
