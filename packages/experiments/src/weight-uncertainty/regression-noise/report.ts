import type { Figure, Table } from "@credence/lab/figures";
import { regressionBandsFigure } from "../regression/bands-figure.ts";
import { recordedBands } from "../regression/recorded-bands.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import type { RegressionMeasures } from "../regression/trace.ts";
import { keptWords, storedWords } from "../training/lowest-objective.ts";
import { trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { publishedNoise } from "./published.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./result.ts";

/** Figures 8 and 9, the free energy beside them, and the numbers. */
export function regressionNoiseReport(result: RegressionNoiseResult): { figures: Figure[]; tables: Table[] } {
  const { networks, points, bandDraws } = result;
  const recordOf = ({ likelihoodStdDev }: NoiseNetwork) => publishedNoise[String(likelihoodStdDev)];
  const traced = (measure: keyof RegressionMeasures) =>
    networks.map((network) => ({
      label: `sd ${network.likelihoodStdDev}`,
      epoch: network.trace.map(({ epoch }) => epoch),
      value: network.trace.map((row) => row[measure]),
    }));
  const withRecord = (measure: "rmse" | "objective") =>
    traced(measure).map((curve, i) => ({
      ...curve,
      recorded: networks[i].asPublished ? recordOf(networks[i])?.curves[measure] : undefined,
    }));
  const objectives = traced("objective");
  const ends = objectives.map(({ value }) => value[value.length - 1]);
  const narrow = networks.findIndex(({ likelihoodStdDev }) => likelihoodStdDev === 0.01);
  const whole = (value: number) => Math.round(value).toLocaleString("en-US");
  const records = publishedNoise["0.01"].curves.objective.value;
  const ofNarrow = (verb: string, ours: number | undefined, theirs: number) =>
    ours === undefined ? "" : ` Under 0.01 it ${verb} at ${whole(ours)} (the source's: ${whole(theirs)}).`;
  const lastBatch =
    "Sum over the LAST minibatch of each epoch, nats. Its geometric weight gives the complexity 1/255 there, so late in training this is almost the likelihood alone. Dashed, " +
    "where our training is the source's: its own curve. The source: 0.1 ends lowest.";
  return {
    figures: [
      regressionBandsFigure({
        name: "bands",
        title: "Too little, enough and too much noise in the likelihood",
        caption:
          `Mean of ${bandDraws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out; prior N(0, 1), ` +
          `${networks[0]?.epochs.toLocaleString("en-US")} epochs; every fourth of 1,024 training points. Diamonds and bars are the source's stored networks, where our training is ` +
          "the source's. The source: 0.01 is overconfident, 1.0 explains the data through the noise, 0.1 is the middle ground. " +
          keptWords,
        published: "Figure 8",
        panels: networks.map(({ likelihoodStdDev, bands, asPublished }) => ({
          title: `likelihood sd ${likelihoodStdDev}`,
          bands,
          recorded: asPublished ? recordedBands[likelihoodStdDev === 0.1 ? "gaussian-0" : `noise-${likelihoodStdDev}`] : undefined,
        })),
        points,
      }),
      trainingCurvesFigure({
        name: "objective",
        title: "The bound as the source records it",
        caption: `${lastBatch} Cut off upwards.${ofNarrow("starts", objectives[narrow]?.value[0], records[0])}`,
        published: "Figure 9",
        curves: withRecord("objective"),
        yLabel: "objective (nats)",
        yWindow: [Math.min(-500, ...ends), 8000],
      }),
      trainingCurvesFigure({
        name: "objective-near-zero",
        title: "The same, magnified where 0.1 and 1 end",
        caption: `${lastBatch} Cut off upwards.${ofNarrow("ends", ends[narrow], publishedNoise["0.01"].lastObjectives.at(-1)!)}`,
        published: "Figure 9",
        curves: withRecord("objective"),
        yLabel: "objective (nats)",
        yWindow: [Math.min(-200, ...ends), 800],
      }),
      trainingCurvesFigure({
        name: "free-energy",
        title: "The true free energy",
        caption:
          "Complexity KL[q || prior] plus the expected negative log-likelihood of all 1,024 training points, nats: the bound of the source's text, which it does not show. Dotted: the " +
          "complexity of the network as initialised, the same for all. Diamonds: of the networks the source stored, where our training is the source's, " +
          `${storedWords}. Logarithmic upwards; values at or below 0 are left out.`,
        curves: traced("freeEnergy").map((curve, i) => {
          const record = recordOf(networks[i]);
          const stored =
            networks[i].asPublished && record ? { epoch: networks[i].epochs, value: record.nll + record.complexity } : undefined;
          const { kept } = networks[i];
          return { ...curve, kept: { epoch: kept.epoch, value: freeEnergyOf(kept) }, stored };
        }),
        untrained: networks[0]?.untrained,
        yLabel: "free energy (nats)",
        yScale: "log",
      }),
      trainingCurvesFigure({
        name: "rmse",
        title: "Error of the mean prediction, with and without data",
        caption:
          "Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, every 20 epochs. Dashed, where our " +
          "training is the source's: its own record, which it does not show.",
        curves: withRecord("rmse"),
        yLabel: "RMSE",
        yWindow: [0, 2.2],
      }),
    ],
    tables: [numbersTable(result)],
  };
}

function numbersTable({ networks, densityDraws }: RegressionNoiseResult): Table {
  return {
    name: "noise",
    title: "What the likelihood's noise changes",
    caption:
      `Densities in nats per point, ${densityDraws.toLocaleString("en-US")} draws: the mean of the log density in [-0.2, 1.4] (the source's code) and the log of the mean density in ` +
      "[-0.5, 1.5] (its text). Free energies in nats over the training set. All of the network kept, that of the epoch whose last minibatch had the lowest objective, as the source saves them. Published: computed from the networks the source stored.",
    columns: [
      { label: "likelihood sd" },
      { label: "complexity", digits: 0 },
      { label: "complexity, published", digits: 0, published: true },
      { label: "free energy", digits: 0 },
      { label: "free energy, published", digits: 0, published: true },
      { label: "mean log density", digits: 2 },
      { label: "mean log density, published", digits: 2, published: true },
      { label: "lppd", digits: 2 },
      { label: "lppd, published", digits: 2, published: true },
      { label: "sd of f", digits: 3 },
      { label: "sd of f, published", digits: 3, published: true },
    ],
    rows: networks.map((network) => {
      const record = publishedNoise[String(network.likelihoodStdDev)];
      return [
        String(network.likelihoodStdDev),
        network.kept.complexity,
        record?.complexity ?? null,
        freeEnergyOf(network.kept),
        record ? record.nll + record.complexity : null,
        network.published.meanLogDensity,
        record?.meanLogDensity ?? null,
        network.stated.lppd,
        record?.lppd ?? null,
        network.bands.stdDev,
        record?.stdDev ?? null,
      ];
    }),
  };
}
