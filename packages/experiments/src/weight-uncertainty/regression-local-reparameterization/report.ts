import { mean } from "@credence/lab";
import type { Figure, Table } from "@credence/lab/figures";
import { regressionBandsFigure } from "../regression/bands-figure.ts";
import { recordedBands } from "../regression/recorded-bands.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import type { RegressionMeasures } from "../regression/trace.ts";
import { publishedCells, publishedCurves } from "../regression-priors/published.ts";
import { keptWords, storedWords } from "../training/lowest-objective.ts";
import { type NetworkCurve, type Trajectory, trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { publishedDifferenceVariance, publishedFreeEnergies, publishedLocal } from "./published.ts";
import type { LocalReparameterizationResult, TrainedPair, TrainedSide } from "./result.ts";

const sides = [
  { side: "without", words: "without the trick" },
  { side: "with", words: "with the trick" },
] as const;

/** Where ours is not the source's estimator, for every caption beside its numbers. */
const biasNoise =
  "With the trick the noise of the biases is drawn for each example here, once for each forward pass in the source; expectations are the same.";

/** What comes after half of the epochs. */
function secondHalf({ epoch, value }: Trajectory): Trajectory {
  const late = epoch.map((_, i) => i).filter((i) => 2 * epoch[i] >= (epoch.at(-1) ?? 0));
  return { epoch: late.map((i) => epoch[i]), value: late.map((i) => value[i]) };
}

/** Figures 14 and 15, the free energy beside them, and a table that compares like with like. */
export function localReparameterizationReport(result: LocalReparameterizationResult): { figures: Figure[]; tables: Table[] } {
  const { pairs, points, bandDraws } = result;
  const recordOf = ({ id, asPublished }: TrainedPair, side: "with" | "without", measure: "rmse" | "objective") => {
    const records = side === "with" ? publishedLocal[id]?.curves : publishedCurves[id];
    return asPublished ? records?.[measure] : undefined;
  };
  const everySide = (curve: (pair: TrainedPair, side: TrainedSide, which: "with" | "without") => Omit<NetworkCurve, "label" | "panel">) =>
    pairs.flatMap((pair) =>
      sides.map(({ side, words }) => ({ label: words, panel: `prior ${pair.label}`, ...curve(pair, pair[side], side) })),
    );
  const traced = ({ trace }: TrainedSide, measure: keyof RegressionMeasures) => ({
    epoch: trace.map(({ epoch }) => epoch),
    value: trace.map((row) => row[measure]),
  });
  const storedOf = ({ id, epochs, asPublished }: TrainedPair, side: "with" | "without") => {
    const { storedComplexity, storedNll } = publishedCells[id];
    const { complexity, nll } = publishedLocal[id];
    return asPublished ? { epoch: epochs, value: side === "with" ? complexity + nll : storedComplexity + storedNll } : undefined;
  };
  const lowest = Math.min(0, ...pairs.flatMap((pair) => sides.flatMap(({ side }) => pair[side].trace.map(({ freeEnergy }) => freeEnergy))));
  const dashed = "Dashed, where our training is the source's: its own run (without the trick the first of three)";
  const lastBatch =
    "Nats, summed over the minibatch, complexity weighted 1/255. The variance of its consecutive differences is the source's measure of how much the trick calms training. " +
    `${dashed}. The source shows prior N(0, 1), and sees no faster convergence. ${biasNoise}`;
  const objectives = everySide((pair, side, which) => ({
    epoch: side.objectives.map((_, i) => i + 1),
    value: side.objectives,
    recorded: recordOf(pair, which, "objective"),
  }));
  return {
    figures: [
      regressionBandsFigure({
        name: "bands",
        title: "The same networks trained without and with the trick",
        caption:
          `Mean of ${bandDraws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out; either way a draw is one set of ` +
          "weights, so that the panels differ in training alone. Diamonds and bars are the source's stored networks, where it recorded them and our training is its own. The source shows " +
          `e⁻¹ with the trick, and finds wider bands than without. ${keptWords} ${biasNoise}`,
        published: "Figure 14",
        panels: pairs.flatMap((pair) =>
          sides.map(({ side, words }) => ({
            title: `${pair.label}, ${words}`,
            bands: pair[side].bands,
            recorded: pair.asPublished ? recordedBands[side === "with" ? `local-${pair.id}` : pair.id] : undefined,
          })),
        ),
        points,
      }),
      trainingCurvesFigure({
        name: "objective",
        title: "The objective of every epoch's last minibatch",
        caption: lastBatch,
        published: "Figure 15a",
        curves: objectives,
        yLabel: "objective (nats)",
      }),
      trainingCurvesFigure({
        name: "objective-late",
        title: "The same, magnified in the second half of training",
        caption: `${lastBatch} Cut off at both ends.`,
        published: "Figure 15a",
        curves: objectives.map((curve) => ({ ...curve, ...secondHalf(curve), recorded: curve.recorded && secondHalf(curve.recorded) })),
        yLabel: "objective (nats)",
        yWindow: [-170, 50],
      }),
      trainingCurvesFigure({
        name: "rmse",
        title: "Error of the mean prediction, with and without data",
        caption:
          "Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, every 20 epochs. " +
          `${dashed}. The source shows prior N(0, 1), and sees less variance with the trick. ${biasNoise}`,
        published: "Figure 15b",
        curves: everySide((pair, side, which) => ({ ...traced(side, "rmse"), recorded: recordOf(pair, which, "rmse") })),
        yLabel: "RMSE",
        yWindow: [0, 1.5],
      }),
      trainingCurvesFigure({
        name: "free-energy",
        title: "What both minimise: the true free energy",
        caption:
          "Complexity KL[q || prior] plus the expected negative log-likelihood of all 1,024 training points, nats. Dotted: the complexity of the network as initialised, the same " +
          "without and with the trick. Logarithmic upwards; values at or below 0 are left out. Convergence judged by this is what the source did not look at.",
        curves: everySide((pair, side) => ({ ...traced(side, "freeEnergy"), untrained: pair.untrained })),
        yLabel: "free energy (nats)",
        yScale: "log",
      }),
      trainingCurvesFigure({
        name: "free-energy-late",
        title: "The same, magnified in the second half of training",
        caption:
          "The true free energy in the second half of the epochs, nats, cut off upwards. Diamonds: computed from the networks the source stored, without the trick the mean of three, where our training is the " +
          `source's, ${storedWords}; the lower one is with the trick.`,
        curves: everySide((pair, side, which) => ({
          ...secondHalf(traced(side, "freeEnergy")),
          kept: side.kept.epoch > pair.epochs / 2 ? { epoch: side.kept.epoch, value: freeEnergyOf(side.kept) } : undefined,
          stored: storedOf(pair, which),
        })),
        yLabel: "free energy (nats)",
        yWindow: [lowest - 200, 8000],
      }),
    ],
    tables: [comparisonTable(result)],
  };
}

function comparisonTable({ pairs, densityDraws }: LocalReparameterizationResult): Table {
  return {
    name: "like-with-like",
    title: "Without and with the trick, like with like",
    caption:
      `Densities in nats per point, ${densityDraws.toLocaleString("en-US")} draws: the mean of the log density in [-0.2, 1.4] (the source's code, which calls it lppd) and the log of the mean density ` +
      "in [-0.5, 1.5] (its text). Free energies in nats. Both of the network kept, that of the epoch whose last minibatch had the lowest objective, as the source saves them. Variance: of consecutive differences of the last-batch objective, over all epochs (the source's measure, to which the fall of the first few gives most) and over the second half. Published: the source's stored " +
      "networks, without the trick the mean of three runs. Its text sets -26.03 with the trick (e⁻¹) against -3.21 without, which is a mixture after 3,000 epochs. " +
      biasNoise,
    columns: [
      { label: "prior" },
      { label: "trick" },
      { label: "mean log density", digits: 2 },
      { label: "mean log density, published", digits: 2, published: true },
      { label: "lppd", digits: 2 },
      { label: "lppd, stored networks", digits: 2, published: true },
      { label: "free energy", digits: 0 },
      { label: "free energy, stored networks", published: true },
      { label: "variance", digits: 0 },
      { label: "variance, published", digits: 0, published: true },
      { label: "variance, second half", digits: 0 },
    ],
    rows: pairs.flatMap((pair) =>
      sides.map(({ side }) => {
        const ours = pair[side];
        const record = publishedLocal[pair.id];
        const cell = publishedCells[pair.id];
        return [
          pair.label,
          side,
          ours.published.meanLogDensity,
          side === "with" ? record.meanLogDensity : mean(cell.meanLogDensity),
          ours.stated.lppd,
          side === "with" ? record.lppd : mean(cell.storedLppd),
          freeEnergyOf(ours.kept),
          side === "with"
            ? (record.nll + record.complexity).toFixed(0)
            : publishedFreeEnergies[pair.id].map((value) => value.toFixed(0)).join(" to "),
          ours.differenceVariance,
          pair.id === "gaussian-0" ? publishedDifferenceVariance[side] : null,
          ours.lateDifferenceVariance,
        ];
      }),
    ),
  };
}
