import { type Curve, curves, type Figure, powerOfE, thinned } from "@credence/lab/figures";
import { regressionBandsFigure, truthAt, windowed, yWindow } from "../regression/bands-figure.ts";
import { priorId } from "../regression/networks.ts";
import { published, recordedBands, recordedCurve } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import type { RegressionMeasures } from "../regression/trace.ts";
import { keptWords, storedWords } from "../training/lowest-objective.ts";
import { type NetworkCurve, trainingCurvesFigure } from "../training/training-curves-figure.ts";
import type { PriorKind } from "./groups.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors.ts";

/** Figures 10 to 13, from the first run of each prior. */
export function regressionPriorsFigures(result: RegressionPriorsResult): Figure[] {
  const ofKind = (kind: PriorKind) => result.cells.filter(({ run, prior }) => run === 1 && prior.kind === kind);
  const [gaussians, mixtures] = [ofKind("gaussian"), ofKind("mixture")];
  const best = mixtures.find(({ prior }) => priorId(prior) === "mixture-1-6") ?? mixtures[0];
  const shown = [...gaussians, ...(best ? [best] : [])];
  const ofBoth = (figures: (kind: PriorKind, cells: readonly RegressionCell[]) => readonly Figure[]) => [
    ...(gaussians.length > 0 ? figures("gaussian", gaussians) : []),
    ...(mixtures.length > 0 ? figures("mixture", mixtures) : []),
  ];
  return [
    examplesFigure(shown.length > 1 ? [shown[0], shown[shown.length - 1]] : shown),
    bandsFigure(result, shown),
    ...ofBoth(learningFigures),
    ...ofBoth((kind, cells) => [freeEnergyFigure(kind, cells)]),
  ];
}

const titleOf = ({ label, epochs }: RegressionCell): string =>
  `${label.replace(/, run 1$/, "")} (${epochs.toLocaleString("en-US")} epochs)`;

function examplesFigure(cells: readonly RegressionCell[]): Figure {
  return {
    name: "example-functions",
    title: "Ten functions drawn from the posterior",
    caption: `Each line is f(x) under one draw of all weights. They agree where there are data, x from 0 to 0.5, and part outside. The source shows ten such curves for a Gaussian and for a mixture prior.`,
    method: keptWords,
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
    caption: `Mean of ${bandDraws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out; every fourth training point. Diamonds and bars: the source's stored networks, where our training is the source's. It shows narrow bands over the data that open outside.`,
    method: keptWords,
    published: "Figure 11",
    panels: cells.map((cell) => ({
      title: titleOf(cell),
      bands: cell.bands,
      recorded: cell.asPublished ? recordedBands(priorId(cell.prior)) : undefined,
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

const wordsOf = (kind: PriorKind): string => (kind === "gaussian" ? "Gaussian priors" : "scale mixtures");

/** Both halves of Figure 12 (Gaussian priors) or 13 (mixtures). */
function learningFigures(kind: PriorKind, cells: readonly RegressionCell[]): Figure[] {
  const gaussian = kind === "gaussian";
  const recordedOf = (cell: RegressionCell, measure: "rmse" | "objective") =>
    cell.asPublished ? recordedCurve(measure, priorId(cell.prior)) : undefined;
  const dashed = `Dashed, where our training is the source's: its first run (a row every ${gaussian ? "25 or 40" : "60 to 640"} epochs).`;
  return [
    trainingCurvesFigure({
      name: `objective-${kind}`,
      title: `The objective as the source records it, ${wordsOf(kind)}`,
      caption: `Sum over the LAST minibatch of each epoch, nats: under its geometric weight the complexity counts 1/255, ${gaussian ? "so late in training this is almost the likelihood" : "which of 100,000 nats still outweighs the likelihood"}. ${dashed} The source: ${gaussian ? "sooner converged under narrower priors, similar values at the end" : "longer to converge than under Gaussian priors, and higher at the end"}.`,
      published: gaussian ? "Figure 12a" : "Figure 13a",
      curves: cells.map((cell) => ({ ...tracedCurve(cell, "objective"), recorded: recordedOf(cell, "objective") })),
      yLabel: "objective (nats)",
    }),
    trainingCurvesFigure({
      name: `rmse-${kind}`,
      title: `Error of the mean prediction, with and without data, ${wordsOf(kind)}`,
      caption: `Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, cut off upwards. ${dashed} The source: ${gaussian ? "it falls first, then rises" : "less restless under a narrower wide component"}.`,
      published: gaussian ? "Figure 12b" : "Figure 13b",
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
function freeEnergyFigure(kind: PriorKind, cells: readonly RegressionCell[]): Figure {
  const storedOf = ({ prior, asPublished }: RegressionCell) => {
    const [epoch, complexity, nll] = (["epochs", "stored complexity", "stored nll"] as const).map((name) =>
      published.number(name, priorId(prior)),
    );
    return asPublished ? { epoch, value: complexity + nll } : undefined;
  };
  return trainingCurvesFigure({
    name: `free-energy-${kind}`,
    title: `The true free energy, ${wordsOf(kind)}`,
    caption: `Complexity KL[q || prior] plus the expected negative log-likelihood of all training points, nats: what variational inference minimises, and the source does not show. Dotted: the complexity as initialised. Diamonds: of the networks the source stored, where our training is the source's, ${storedWords}. Values at or below 0 are left out.`,
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
